package sluice.cis.plain_secrets_test

import data.sluice.cis.plain_secrets

change(kind, parameters) := {"review": {
	"kind": {"kind": kind},
	"object": {"metadata": {"name": "orders"}, "spec": {"forProvider": parameters}},
}}

found(kind, parameters) := count({v | some v in plain_secrets.violation with input as change(kind, parameters)})

test_secrets_of_the_cluster_are_admitted if {
	found("DBInstance", {"masterUserPasswordSecretRef": {"name": "db", "key": "password"}}) == 0
	found("ReplicationGroup", {"authTokenSecretRef": {"name": "cache", "key": "token"}}) == 0
	found("Secret", {"secretStringSecretRef": {"name": "s", "key": "k"}}) == 0
	found("Secret", {}) == 0
}

test_secrets_in_the_object_are_refused if {
	found("DBInstance", {"masterUserPassword": "***"}) == 1
	found("ReplicationGroup", {"authToken": "***"}) == 1
	found("Secret", {"secretString": "***"}) == 1
	found("Secret", {"secretString": ""}) == 1
}

test_the_message_names_field_and_neighbour if {
	some v in plain_secrets.violation with input as change("DBInstance", {"masterUserPassword": "***"})
	v.msg == "a secret stands in the object: move spec.forProvider.masterUserPassword into a Secret and name that in masterUserPasswordSecretRef"
}

test_what_is_for_the_creation_alone_counts if {
	count(plain_secrets.violation) == 1 with input as {"review": {
		"kind": {"kind": "DBInstance"},
		"object": {"spec": {"initProvider": {"masterUserPassword": "***"}}},
	}}
}

parameter(name, annotations, type) := {"review": {
	"kind": {"kind": "Parameter"},
	"object": {
		"metadata": {"name": name, "annotations": annotations},
		"spec": {"forProvider": {"type": type}},
	},
}}

test_a_parameter_called_like_a_secret_is_a_secure_string if {
	count(plain_secrets.violation) == 1 with input as parameter("db-password", {}, "String")
	count(plain_secrets.violation) == 1 with input as parameter("db", {"sluice.dev/external-name": "/shop/API_KEY"}, "String")
	count(plain_secrets.violation) == 0 with input as parameter("db-password", {}, "SecureString")
	count(plain_secrets.violation) == 0 with input as parameter("orders-url", {}, "String")
}

test_environment_variables_hold_no_secrets if {
	found("Function", {"environment": {"STAGE": "production"}}) == 0
	found("Function", {"environment": {"DB_PASSWORD": "x", "API_KEY": "y"}}) == 2
	found("Function", {"environment": {"DB_PASSWORD": "arn:aws:secretsmanager:eu-west-1:1:secret:db"}}) == 0
	found("Function", {"environment": {"DB_SECRET_NAME": "shop/db"}}) == 0
	found("Function", {"environment": "DB_PASSWORD=x"}) == 0
}

test_the_pattern_is_a_parameter if {
	own := object.union(change("Function", {"environment": {"PIN": "1"}}), {"parameters": {"pattern": "^pin$"}})
	count(plain_secrets.violation) == 1 with input as own
}

test_a_broken_pattern_is_said if {
	broken := object.union(change("Function", {}), {"parameters": {"pattern": "("}})
	some v in plain_secrets.violation with input as broken
	contains(v.msg, "parameters.pattern")
}
