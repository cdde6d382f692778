package sluice.cost.nat_test

import data.sluice.cost.nat

found(parameters, wanted) := count({w |
	some w in nat.warn with input as {
		"review": {"namespace": "network", "name": "main", "object": {"spec": {"forProvider": parameters}}},
		"parameters": {"wanted": wanted},
	}
})

test_a_new_gateway_is_warned_of if {
	found({"connectivityType": "public"}, []) == 1
	found({}, []) == 1
	found({}, ["shop/main"]) == 1
	count(nat.warn) == 1 with input as {"review": {"name": "main"}}
}

test_a_private_one_and_one_that_is_wanted_are_not if {
	found({"connectivityType": "private"}, []) == 0
	found({}, ["network/main"]) == 0
}
