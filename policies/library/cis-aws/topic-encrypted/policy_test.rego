package sluice.cis.topic_test

import data.sluice.cis.topic

found(parameters) := count({v | some v in topic.violation with input as {"review": {"object": {"spec": {"forProvider": parameters}}}}})

test_an_encrypted_topic_is_admitted if {
	found({"kmsMasterKeyId": "alias/aws/sns"}) == 0
	found({"kmsMasterKeyRef": {"name": "orders"}}) == 0
	found({"kmsMasterKeyRef": {"selector": {"matchLabels": {"app": "shop"}}}}) == 0
}

test_a_topic_without_a_key_is_refused if {
	found({}) == 1
	found({"kmsMasterKeyId": ""}) == 1
	found({"kmsMasterKeyId": true}) == 1
	found({"kmsMasterKeyRef": "orders"}) == 1
	count(topic.violation) == 1 with input as {"review": {"object": {}}}
}
