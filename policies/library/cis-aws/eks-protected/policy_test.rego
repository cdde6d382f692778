package sluice.cis.eks_test

import data.sluice.cis.eks

good := {
	"endpointPublicAccess": false,
	"endpointPrivateAccess": true,
	"enabledLogTypes": ["api", "audit"],
	"encryptionKeyRef": {"name": "cluster"},
}

change(kind, parameters) := {"review": {
	"kind": {"kind": kind},
	"object": {"spec": {"forProvider": parameters}},
}}

found(extra) := count({v | some v in eks.violation with input as change("Cluster", object.union(good, extra))})

test_a_protected_cluster_is_admitted if {
	found({}) == 0
	count(eks.warn) == 0 with input as change("Cluster", good)
}

test_a_public_endpoint_for_named_addresses_is_warned_of if {
	open := object.union(good, {"endpointPublicAccess": true, "publicAccessCidrs": ["192.0.2.0/24", "2001:db8::/48"]})
	count(eks.violation) == 0 with input as change("Cluster", open)
	count(eks.warn) == 1 with input as change("Cluster", open)
	private := object.union(change("Cluster", open), {"parameters": {"privateOnly": true}})
	count(eks.violation) == 1 with input as private
}

test_an_endpoint_for_everybody_is_refused if {
	found({"endpointPublicAccess": true}) == 1
	every cidrs in [[], ["0.0.0.0/0"], ["192.0.2.0/24", "128.0.0.0/1"], ["::/0"], ["2000::/3"], ["here"], "192.0.2.0/24"] {
		found({"endpointPublicAccess": true, "publicAccessCidrs": cidrs}) == 1
	}
}

test_logs_are_demanded_and_named if {
	some v in eks.violation with input as change("Cluster", object.union(good, {"enabledLogTypes": ["api"]}))
	v.details.missing == {"audit"}
	more := object.union(change("Cluster", good), {"parameters": {"logTypes": ["audit", "authenticator"]}})
	count(eks.violation) == 1 with input as more
	found({"enabledLogTypes": "audit"}) == 1
}

test_secrets_need_a_key if {
	count(eks.violation) == 1 with input as change("Cluster", object.remove(good, ["encryptionKeyRef"]))
}

test_a_cluster_that_says_nothing_is_refused if {
	count(eks.violation) == 3 with input as change("Cluster", {})
	count(eks.violation) == 3 with input as {"review": {"kind": {"kind": "Cluster"}, "object": {}}}
}

test_nodes_have_no_ssh if {
	count(eks.violation | eks.warn) == 0 with input as change("NodeGroup", {"minSize": 1})
	count(eks.violation) == 1 with input as change("NodeGroup", {"sshKeyName": "ops"})
}
