package sluice.aws.allowed_regions_test

import data.sluice.aws.allowed_regions

said(change) := {v.msg | some v in allowed_regions.violation with input as change}

bucket(region) := {
	"review": {"object": {"spec": {"forProvider": {"region": region}}}},
	"parameters": {"regions": ["eu-west-1", "eu-central-1"]},
}

test_an_allowed_region_is_admitted if {
	count(said(bucket("eu-central-1"))) == 0
}

test_another_region_is_refused_and_the_allowed_ones_are_named if {
	said(bucket("us-east-1")) == {"region us-east-1 is not allowed: set spec.forProvider.region to one of eu-west-1, eu-central-1"}
}

test_where_the_resource_really_would_be_counts_too if {
	change := object.union(bucket("eu-west-1"), {"change": {"external": {"region": "us-east-1"}}})
	count(said(change)) == 1
}

test_forgotten_parameters_are_said if {
	some message in said({"review": {"object": {"spec": {"forProvider": {"region": "eu-west-1"}}}}})
	contains(message, "parameters.regions")
}
