package sluice.cost.sizes_test

import data.sluice.cost.sizes

policy := {
	"environmentTag": "environment",
	"defaultEnvironment": "development",
	"sizes": {"development": ["t3.*", "db.t4g.medium"], "production": ["m7*", "db.*"]},
	"maximumNodes": {"development": 3},
}

change(kind, parameters, labels) := {
	"review": {
		"kind": {"kind": kind},
		"object": {"metadata": {"labels": labels}, "spec": {"forProvider": parameters}},
	},
	"parameters": policy,
}

said(kind, parameters) := {v.msg | some v in sizes.violation with input as change(kind, parameters, {})}

in_production := {"tags": {"environment": "production"}}

test_sizes_of_the_environment_are_admitted if {
	count(said("Instance", {"instanceType": "t3.micro"})) == 0
	count(said("DBInstance", {"dbInstanceClass": "db.t4g.medium"})) == 0
	count(said("DBInstance", object.union(in_production, {"dbInstanceClass": "db.r7g.4xlarge"}))) == 0
	count(said("NodeGroup", {"instanceTypes": ["t3.large"], "maxSize": 3})) == 0
}

test_other_sizes_are_refused_and_the_allowed_ones_named if {
	said("Instance", {"instanceType": "m7g.large"}) == {"size m7g.large is not allowed in environment development: set spec.forProvider.instanceType to one of t3.*, db.t4g.medium"}
	count(said("DBInstance", {"dbInstanceClass": "db.t4g.large"})) == 1
	count(said("ReplicationGroup", {"cacheNodeType": "cache.r7g.large"})) == 1
	count(said("NodeGroup", {"instanceTypes": ["t3.large", "p5.48xlarge"]})) == 1
}

test_what_eks_takes_of_itself_counts if {
	count(said("NodeGroup", object.union(in_production, {"maxSize": 1}))) == 1
	count(said("NodeGroup", object.union(in_production, {"launchTemplate": {"id": "lt-1"}}))) == 0
}

test_a_label_names_the_environment_too if {
	big := {"instanceType": "m7g.large"}
	count(sizes.violation) == 0 with input as change("Instance", big, {"environment": "production"})
	count(sizes.violation) == 1 with input as change("Instance", object.union(big, {"tags": {"environment": "development"}}), {"environment": "production"})
}

test_an_unknown_environment_is_refused if {
	some message in said("Instance", {"instanceType": "t3.micro", "tags": {"environment": "prod"}})
	startswith(message, "environment prod has no sizes")
}

test_odd_sizes_and_parameters_are_refused if {
	count(said("Instance", {"instanceType": ["t3.micro"]})) == 1
	some v in sizes.violation with input as {"review": {"kind": {"kind": "Instance"}, "object": {"spec": {"forProvider": {"instanceType": "t3.micro"}}}}}
	contains(v.msg, "has no sizes")
}

test_too_many_nodes_are_refused if {
	count(said("NodeGroup", {"instanceTypes": ["t3.large"], "maxSize": 4})) == 1
	count(said("NodeGroup", {"instanceTypes": ["t3.large"], "maxSize": "2"})) == 1
}
