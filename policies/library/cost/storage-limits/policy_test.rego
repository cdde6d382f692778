package sluice.cost.storage_test

import data.sluice.cost.storage

said(parameters, own) := {v.msg |
	some v in storage.violation with input as {
		"review": {"object": {"spec": {"forProvider": parameters}}},
		"parameters": own,
	}
}

test_agreed_storage_is_admitted if {
	count(said({"allocatedStorage": 50, "maxAllocatedStorage": 500, "storageType": "gp3"}, {})) == 0
	count(said({"rootVolume": {"volumeSize": 20, "volumeType": "gp3"}}, {})) == 0
	count(said({"diskSize": 20}, {})) == 0
	count(said({}, {})) == 0
}

test_too_much_is_refused_with_the_limit if {
	said({"maxAllocatedStorage": 501}, {}) == {"501 GiB are more than allowed: set spec.forProvider.maxAllocatedStorage to at most 500"}
	count(said({"rootVolume": {"volumeSize": 1000}}, {})) == 1
	count(said({"diskSize": 200}, {"maximumGiB": 100})) == 1
}

test_text_is_more_than_any_number if {
	count(said({"allocatedStorage": "50"}, {})) == 1
}

test_dear_storage_is_refused if {
	count(said({"storageType": "io2"}, {})) == 1
	count(said({"rootVolume": {"volumeType": "io1"}}, {})) == 1
	count(said({"storageType": "io2"}, {"storageTypes": ["io2"]})) == 0
	count(said({"storageType": ["gp3"]}, {})) == 1
}
