package sluice.cis.table_test

import data.sluice.cis.table

change(parameters) := {"review": {"object": {"spec": {"forProvider": parameters}}}}

found(parameters) := count({v | some v in table.violation with input as change(parameters)})

good := {"pointInTimeRecovery": {"enabled": true}, "deletionProtectionEnabled": true}

test_a_protected_table_is_admitted if {
	found(good) == 0
}

test_each_gap_is_refused if {
	found(object.remove(good, ["pointInTimeRecovery"])) == 1
	found(object.union(good, {"pointInTimeRecovery": {"enabled": false}})) == 1
	found(object.union(good, {"pointInTimeRecovery": true})) == 1
	found(object.union(good, {"deletionProtectionEnabled": "true"})) == 1
	found({}) == 2
	count(table.violation) == 2 with input as {"review": {"object": {}}}
}

test_capacity_that_does_not_follow_demand_is_warned_of if {
	fixed := {"readCapacityUnits": 5, "writeCapacityUnits": 5}
	count(table.warn) == 1 with input as change({"provisionedThroughput": fixed})
	count(table.warn) == 0 with input as change({"provisionedThroughput": object.union(fixed, {"autoscaled": true})})
	count(table.warn) == 0 with input as change({"billingMode": "PAY_PER_REQUEST"})
}
