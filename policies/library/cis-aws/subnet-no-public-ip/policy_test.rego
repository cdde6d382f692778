package sluice.cis.subnet_test

import data.sluice.cis.subnet

found(spec) := count({v | some v in subnet.violation with input as {"review": {"object": {"spec": spec}}}})

test_a_subnet_without_public_addresses_is_admitted if {
	found({"forProvider": {"mapPublicIpOnLaunch": false}}) == 0
	found({"forProvider": {}}) == 0
	found({}) == 0
}

test_public_addresses_are_refused if {
	found({"forProvider": {"mapPublicIpOnLaunch": true}}) == 1
	found({"forProvider": {"mapPublicIpOnLaunch": "true"}}) == 1
	found({"forProvider": {}, "initProvider": {"mapPublicIpOnLaunch": true}}) == 1
}
