package sluice.tenancy.references_test

import data.sluice.tenancy.references

change(kind, spec, listed) := {
	"review": {"namespace": "shop", "kind": {"kind": kind}, "object": {"spec": spec}},
	"parameters": {"references": listed},
}

found(parameters, listed) := count({v | some v in references.violation with input as change("DBSubnetGroup", {"forProvider": parameters}, listed)})

network := [{"from": "shop", "to": "network", "fields": ["subnetRefs"]}]

test_references_in_the_namespace_are_admitted if {
	found({"vpcRef": {"name": "main"}}, []) == 0
	found({"vpcRef": {"name": "main", "namespace": "shop"}}, []) == 0
	found({}, []) == 0
}

test_references_into_others_are_refused_with_their_path if {
	some v in references.violation with input as change("RouteTable", {"forProvider": {"routes": [{"natGatewayRef": {"name": "main", "namespace": "network"}}]}}, [])
	startswith(v.msg, "spec.forProvider.routes.0.natGatewayRef refers into namespace network")
}

test_listed_references_are_admitted if {
	subnets := {"subnetRefs": [{"namespace": "network", "selector": {"matchLabels": {"tier": "data"}}}]}
	found(subnets, []) == 1
	found(subnets, network) == 0
	found(subnets, [{"from": "shop", "to": "network", "fields": ["*"]}]) == 0
	found(subnets, [{"from": "web", "to": "network", "fields": ["*"]}]) == 1
	found({"vpcRef": {"name": "main", "namespace": "network"}}, network) == 1
}

test_what_is_for_the_creation_alone_counts if {
	init := change("Instance", {"forProvider": {}, "initProvider": {"subnetRef": {"name": "a", "namespace": "network"}}}, [])
	count(references.violation) == 1 with input as init
}

test_a_field_called_namespace_elsewhere_is_no_reference if {
	found({"tags": {"namespace": "network"}}, []) == 0
}

grant(from, listed) := change("ReferenceGrant", {"from": [{"kind": "DBSubnetGroup", "namespace": from}]}, listed)

test_grants_to_listed_namespaces_are_admitted if {
	count(references.violation) == 0 with input as grant("shop", [])
	count(references.violation) == 1 with input as grant("web", [])
	count(references.violation) == 0 with input as grant("web", [{"from": "web", "to": "shop", "fields": ["vpcRef"]}])
}
