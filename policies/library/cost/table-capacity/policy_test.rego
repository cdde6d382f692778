package sluice.cost.capacity_test

import data.sluice.cost.capacity

said(parameters, own) := {v.msg |
	some v in capacity.violation with input as {
		"review": {"object": {"spec": {"forProvider": parameters}}},
		"parameters": own,
	}
}

units(reads, writes) := {"provisionedThroughput": {"readCapacityUnits": reads, "writeCapacityUnits": writes}}

test_a_modest_table_is_admitted if {
	count(said(units(1000, 500), {})) == 0
	count(said({"billingMode": "PAY_PER_REQUEST"}, {})) == 0
	count(said({}, {})) == 0
}

test_too_much_is_refused_with_the_limit if {
	some message in said(units(5, 501), {})
	startswith(message, "the table and its indexes reserve 501 writeCapacityUnits, more than 500")
	count(said(units(11, 1), {"maximumReadUnits": 10})) == 1
}

test_indexes_count_too if {
	two := [object.union({"name": "a"}, units(400, 1)), object.union({"name": "b"}, units(400, 1))]
	count(said(object.union(units(400, 1), {"globalSecondaryIndexes": two}), {})) == 1
	count(said(object.union(units(200, 1), {"globalSecondaryIndexes": two}), {})) == 0
}

test_text_is_no_number if {
	count(said(units("5", 1), {})) == 1
}
