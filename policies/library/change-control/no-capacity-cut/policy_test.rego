package sluice.change.capacity_cut_test

import data.sluice.change.capacity_cut

said(diff) := {v.msg | some v in capacity_cut.violation with input as {"change": {"gate": "cloud", "diff": diff}}}

read(before, after, reason) := {
	"path": "provisionedThroughput.readCapacityUnits",
	"action": "change",
	"before": before,
	"after": after,
	"reason": reason,
}

mode(before, after, reason) := {
	"path": "billingMode",
	"action": "change",
	"before": before,
	"after": after,
	"reason": reason,
}

test_an_emergency_raise_is_left_alone if {
	said([read(50, 5, "drift")]) == {"provisionedThroughput.readCapacityUnits was raised in the cloud from 5 to 50 and is left there: write the new value into Git, or put it back by hand"}
}

test_a_cut_that_git_asks_for_is_admitted if {
	count(said([read(50, 5, "spec")])) == 0
}

test_capacity_that_somebody_lowered_is_put_back if {
	count(said([read(1, 5, "drift")])) == 0
}

test_the_raise_is_found_among_other_changes if {
	other := {"path": "tags[team]", "action": "change", "before": "a", "after": "b", "reason": "drift"}
	count(said([other, read(50, 5, "drift")])) == 1
}

test_other_changes_alone_are_admitted if {
	count(said([{"path": "tags[team]", "action": "add", "after": "b", "reason": "drift"}])) == 0
}

test_a_switch_to_on_demand_is_left_alone if {
	count(said([mode("PAY_PER_REQUEST", "PROVISIONED", "drift")])) == 1
	count(said([mode("PROVISIONED", "PAY_PER_REQUEST", "drift")])) == 0
	count(said([mode("PAY_PER_REQUEST", "PROVISIONED", "spec")])) == 0
}

indexes(before, after, reason) := {
	"path": "globalSecondaryIndexes",
	"action": "change",
	"before": [{"name": "by-total"}, {"name": "by-status", "provisionedThroughput": {"readCapacityUnits": before, "writeCapacityUnits": 1}}],
	"after": [{"name": "by-status", "provisionedThroughput": {"readCapacityUnits": after, "writeCapacityUnits": 1}}],
	"reason": reason,
}

test_the_raised_capacity_of_an_index_is_left_alone if {
	said([indexes(50, 5, "drift")]) == {"globalSecondaryIndexes[by-status].provisionedThroughput.readCapacityUnits was raised in the cloud from 5 to 50 and is left there: write the new value into Git, or put it back by hand"}
	count(said([indexes(1, 5, "drift")])) == 0
	count(said([indexes(50, 5, "spec")])) == 0
}
