package sluice.cis.instance_test

import data.sluice.cis.instance

change(parameters) := {"review": {"object": {"spec": {"forProvider": parameters}}}}

found(parameters) := count({v | some v in instance.violation with input as change(parameters)})

disk := {"rootVolume": {"encrypted": true}}

test_a_hardened_instance_is_admitted if {
	found(object.union(disk, {"metadataOptions": {"httpTokens": "required"}})) == 0
	found(object.union(disk, {"metadataOptions": {"httpEndpoint": "disabled"}})) == 0
}

test_metadata_without_a_token_is_refused if {
	found(disk) == 1
	found(object.union(disk, {"metadataOptions": {"httpTokens": "optional"}})) == 1
	found(object.union(disk, {"metadataOptions": "required"})) == 1
	found(object.union(disk, {"metadataOptions": {"httpTokens": ["required"]}})) == 1
}

test_an_open_disk_is_refused if {
	tokens := {"metadataOptions": {"httpTokens": "required"}}
	found(tokens) == 1
	found(object.union(tokens, {"rootVolume": {"encrypted": false}})) == 1
	found(object.union(tokens, {"rootVolume": {"encrypted": "true"}})) == 1
}

test_an_instance_that_says_nothing_is_refused if {
	found({}) == 2
	count(instance.violation) == 2 with input as {"review": {"object": {}}}
}
