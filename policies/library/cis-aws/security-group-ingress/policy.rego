# The whole internet comes in by public ports, and by no others.
package sluice.cis.ingress

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

public_ports := object.get(input, ["parameters", "publicPorts"], [80, 443])

violation contains {"msg": msg, "details": {"cidr": cidr, "ports": ports(rule)}} if {
	some index, rule in parameters.ingress
	some field in ["cidrIpv4", "cidrIpv6"]
	cidr := rule[field]
	everyone(field, cidr)
	not harmless(rule)
	msg := sprintf(
		"spec.forProvider.ingress[%d] opens %s to the whole internet (%v): set %s to the addresses that need it, or name a securityGroupRef",
		[index, ports(rule), cidr, field],
	)
}

everyone("cidrIpv4", cidr) if prefix(cidr) < object.get(input, ["parameters", "shortestIpv4Prefix"], 8)

everyone("cidrIpv6", cidr) if prefix(cidr) < object.get(input, ["parameters", "shortestIpv6Prefix"], 16)

# What cannot be read could be everybody.
everyone(_, cidr) if not prefix(cidr)

prefix(cidr) := to_number(split(cidr, "/")[1])

# Echo and error messages keep networks working.
harmless(rule) if rule.ipProtocol in {"icmp", "icmpv6", "1", "58"}

harmless(rule) if {
	rule.ipProtocol in {"tcp", "udp", "6", "17"}
	is_number(rule.fromPort)
	is_number(rule.toPort)
	rule.toPort - rule.fromPort < 100
	every port in numbers.range(rule.fromPort, rule.toPort) {
		port in public_ports
	}
}

ports(rule) := "everything" if rule.ipProtocol == "-1"

ports(rule) := text if {
	rule.ipProtocol != "-1"
	from := object.get(rule, "fromPort", "all ports")
	to := object.get(rule, "toPort", from)
	text := concat(" ", [rule.ipProtocol, between(from, to)])
}

between(from, to) := sprintf("%v", [from]) if from == to

between(from, to) := sprintf("%v to %v", [from, to]) if from != to
