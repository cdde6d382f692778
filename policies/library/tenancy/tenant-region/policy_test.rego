package sluice.tenancy.region_test

import data.sluice.tenancy.region

change(namespace, parameters, regions) := {
	"review": {"namespace": namespace, "object": {"spec": {"forProvider": parameters}}},
	"parameters": {"regions": regions},
}

said(namespace, parameters, regions) := {v.msg | some v in region.violation with input as change(namespace, parameters, regions)}

regions := {"*": ["eu-west-1"], "us-shop": ["us-east-1"]}

test_regions_of_the_namespace_are_admitted if {
	count(said("shop", {"region": "eu-west-1"}, regions)) == 0
	count(said("us-shop", {"region": "us-east-1"}, regions)) == 0
}

test_other_regions_are_refused if {
	said("shop", {"region": "us-east-1"}, regions) == {"namespace shop may not use region us-east-1: set spec.forProvider.region to one of eu-west-1"}
	count(said("us-shop", {"region": "eu-west-1"}, regions)) == 1
	count(said("shop", {"region": ["eu-west-1"]}, regions)) == 1
}

test_where_the_resource_really_would_be_counts_too if {
	moved := object.union(change("shop", {"region": "eu-west-1"}, regions), {"change": {"external": {"region": "us-east-1"}}})
	count(region.violation) == 1 with input as moved
}

test_global_services_have_no_region if {
	global := object.union(change("shop", {}, regions), {"change": {"external": {"region": "us-east-1"}}})
	count(region.violation) == 0 with input as global
}

test_a_namespace_without_entry_is_said if {
	count(said("shop", {}, {"other": ["eu-west-1"]})) == 1
}
