package sluice.cis.cache_test

import data.sluice.cis.cache

good := {
	"atRestEncryptionEnabled": true,
	"transitEncryptionEnabled": true,
	"authTokenSecretRef": {"name": "cache", "key": "token"},
	"snapshotRetentionLimit": 1,
	"automaticFailoverEnabled": true,
}

change(parameters) := {"review": {"object": {"spec": {"forProvider": parameters}}}, "parameters": {}}

found(parameters) := count({v | some v in cache.violation with input as change(parameters)})

test_a_protected_cache_is_admitted if {
	found(good) == 0
	found(object.union(object.remove(good, ["authTokenSecretRef"]), {"userGroupIds": ["shop"]})) == 0
	found(object.union(object.remove(good, ["authTokenSecretRef"]), {"authToken": "***"})) == 0
	count(cache.warn) == 0 with input as change(good)
}

test_each_gap_is_refused if {
	every field in ["atRestEncryptionEnabled", "transitEncryptionEnabled", "authTokenSecretRef", "snapshotRetentionLimit"] {
		found(object.remove(good, [field])) == 1
	}
	found(object.union(good, {"autoMinorVersionUpgrade": false})) == 1
	found(object.union(good, {"atRestEncryptionEnabled": "true"})) == 1
	found(object.union(object.remove(good, ["authTokenSecretRef"]), {"userGroupIds": []})) == 1
}

test_a_cache_that_says_nothing_is_refused if {
	found({}) == 4
	count(cache.violation) == 4 with input as {"review": {"object": {}}}
}

test_a_cache_without_failover_is_warned_of if {
	count(cache.warn) == 1 with input as change({})
}

test_a_cache_that_may_be_lost_needs_no_snapshots if {
	lost := object.union(change(object.remove(good, ["snapshotRetentionLimit"])), {"parameters": {"minimumSnapshotDays": 0}})
	count(cache.violation) == 0 with input as lost
}
