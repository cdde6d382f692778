package sluice.cis.key_rotation_test

import data.sluice.cis.key_rotation

found(parameters) := count({v | some v in key_rotation.violation with input as {"review": {"object": {"spec": {"forProvider": parameters}}}}})

test_a_rotated_key_is_admitted if {
	found({"enableKeyRotation": true}) == 0
	found({"enableKeyRotation": true, "keySpec": "SYMMETRIC_DEFAULT"}) == 0
}

test_a_key_that_cannot_be_rotated_is_admitted if {
	found({"keySpec": "RSA_4096", "keyUsage": "SIGN_VERIFY"}) == 0
}

test_a_key_without_rotation_is_refused if {
	found({}) == 1
	found({"enableKeyRotation": false}) == 1
	found({"enableKeyRotation": "true"}) == 1
	count(key_rotation.violation) == 1 with input as {"review": {"object": {}}}
}
