package sluice.cis.ingress_test

import data.sluice.cis.ingress

change(rules) := {"review": {"object": {"spec": {"forProvider": {"ingress": rules}}}}, "parameters": {}}

found(rule) := count({v | some v in ingress.violation with input as change([rule])})

tcp(from, to, extra) := object.union({"ipProtocol": "tcp", "fromPort": from, "toPort": to}, extra)

everyone := {"cidrIpv4": "0.0.0.0/0"}

test_named_addresses_and_groups_are_admitted if {
	found(tcp(22, 22, {"cidrIpv4": "203.0.113.0/24"})) == 0
	found(tcp(22, 22, {"cidrIpv6": "2001:db8::/32"})) == 0
	found({"ipProtocol": "-1", "securityGroupRef": {"name": "shop"}}) == 0
	found({"ipProtocol": "-1", "self": true}) == 0
}

test_public_ports_are_admitted if {
	found(tcp(443, 443, everyone)) == 0
	found(tcp(80, 80, {"cidrIpv6": "::/0"})) == 0
	found({"ipProtocol": "udp", "fromPort": 443, "toPort": 443, "cidrIpv4": "0.0.0.0/0"}) == 0
	found({"ipProtocol": "icmp", "fromPort": -1, "toPort": -1, "cidrIpv4": "0.0.0.0/0"}) == 0
}

test_ports_of_administration_are_refused if {
	found(tcp(22, 22, everyone)) == 1
	found(tcp(3389, 3389, {"cidrIpv6": "::/0"})) == 1
	found(tcp(0, 1024, everyone)) == 1
	found(tcp(80, 443, everyone)) == 1
	found(tcp(22, 22, {"cidrIpv4": "0.0.0.0/0", "cidrIpv6": "::/0"})) == 2
}

test_all_ports_are_refused if {
	every rule in [
		{"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"},
		{"ipProtocol": "tcp", "cidrIpv4": "0.0.0.0/0"},
		tcp(0, 65535, everyone),
		{"ipProtocol": "tcp", "fromPort": "443", "toPort": "443", "cidrIpv4": "0.0.0.0/0"},
		{"ipProtocol": "47", "cidrIpv4": "0.0.0.0/0"},
	] {
		found(rule) == 1
	}
}

test_other_spellings_of_everybody_are_refused if {
	every cidr in ["0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/0", "0.0.0.0/00", "anything", "", 7] {
		found(tcp(22, 22, {"cidrIpv4": cidr})) == 1
	}
	every cidr in ["0::/0", "2000::/3", "::0/0"] {
		found(tcp(22, 22, {"cidrIpv6": cidr})) == 1
	}
}

test_the_message_names_the_rule if {
	some v in ingress.violation with input as change([tcp(443, 443, everyone), tcp(22, 22, everyone)])
	v.msg == "spec.forProvider.ingress[1] opens tcp 22 to the whole internet (0.0.0.0/0): set cidrIpv4 to the addresses that need it, or name a securityGroupRef"
}

test_public_ports_are_a_parameter if {
	none := object.union(change([tcp(443, 443, everyone)]), {"parameters": {"publicPorts": []}})
	count(ingress.violation) == 1 with input as none
	mail := object.union(change([tcp(25, 25, everyone)]), {"parameters": {"publicPorts": [25]}})
	count(ingress.violation) == 0 with input as mail
}

test_what_is_for_the_creation_alone_counts if {
	count(ingress.violation) == 1 with input as {"review": {"object": {"spec": {"initProvider": {"ingress": [tcp(22, 22, everyone)]}}}}}
}

test_a_group_without_rules_is_admitted if {
	count(ingress.violation) == 0 with input as change([])
	count(ingress.violation) == 0 with input as {"review": {"object": {"spec": {"forProvider": {}}}}}
}
