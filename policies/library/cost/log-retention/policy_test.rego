package sluice.cost.log_retention_test

import data.sluice.cost.log_retention

found(parameters, own) := count({v |
	some v in log_retention.violation with input as {
		"review": {"object": {"spec": {"forProvider": parameters}}},
		"parameters": own,
	}
})

test_logs_that_go_are_admitted if {
	found({"retentionInDays": 400}, {}) == 0
	found({"retentionInDays": 3653}, {"maximumDays": 3653}) == 0
}

test_logs_that_stay_are_refused if {
	found({}, {}) == 1
	found({"retentionInDays": 545}, {}) == 1
	found({"retentionInDays": "30"}, {}) == 1
	count(log_retention.violation) == 1 with input as {"review": {"object": {}}}
}
