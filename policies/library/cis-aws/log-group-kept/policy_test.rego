package sluice.cis.log_group_test

import data.sluice.cis.log_group

found(parameters, own) := count({v |
	some v in log_group.violation with input as {
		"review": {"object": {"spec": {"forProvider": parameters}}},
		"parameters": own,
	}
})

test_logs_that_are_kept_are_admitted if {
	found({"retentionInDays": 30}, {}) == 0
	found({"retentionInDays": 365}, {"minimumDays": 365}) == 0
}

test_for_ever_is_long_enough if {
	found({}, {}) == 0
}

test_logs_that_go_too_soon_are_refused if {
	found({"retentionInDays": 14}, {}) == 1
	found({"retentionInDays": 180}, {"minimumDays": 365}) == 1
	found({"retentionInDays": "365"}, {}) == 1
	found({"retentionInDays": 0}, {}) == 1
}

test_a_key_is_demanded_where_wished if {
	own := {"customerManagedKeys": true}
	found({}, own) == 1
	found({"kmsKeyRef": {"name": "logs"}}, own) == 0
	found({"kmsKeyId": "arn:aws:kms:eu-west-1:123456789012:key/k"}, own) == 0
}
