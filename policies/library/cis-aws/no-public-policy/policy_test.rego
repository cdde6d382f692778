package sluice.cis.public_policy_test

import data.sluice.cis.public_policy

change(kind, parameters) := {"review": {
	"kind": {"kind": kind},
	"object": {"spec": {"forProvider": parameters}},
}}

found(kind, parameters) := count({v | some v in public_policy.violation with input as change(kind, parameters)})

policy(extra) := {"policy": {"Statement": [object.union({"Effect": "Allow", "Action": "*", "Resource": "*"}, extra)]}}

test_named_principals_are_admitted if {
	found("Queue", policy({"Principal": {"Service": "sns.amazonaws.com"}})) == 0
	found("Key", policy({"Principal": {"AWS": "arn:aws:iam::123456789012:root"}})) == 0
	found("Topic", policy({"Effect": "Deny", "Principal": "*"})) == 0
	found("Repository", {}) == 0
}

test_everybody_is_refused_in_every_form if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::1:root", "*"]}] {
		found("Topic", policy({"Principal": principal})) == 1
	}
	found("Key", policy({"NotPrincipal": {"AWS": "arn:aws:iam::1:root"}})) == 1
}

test_a_condition_that_names_the_origin_is_admitted if {
	every condition in [
		{"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:orders"}},
		{"StringEquals": {"aws:SourceOwner": "123456789012"}},
		{"StringEquals": {"kms:CallerAccount": ["123456789012"]}},
	] {
		found("Queue", policy({"Principal": "*", "Condition": condition})) == 0
	}
}

test_a_condition_that_keeps_nobody_out_is_not_enough if {
	every condition in [
		{},
		{"ArnLike": {"aws:SourceArn": "*"}},
		{"ArnLike": {"aws:SourceArn": []}},
		{"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
		{"Bool": {"aws:SecureTransport": "true"}},
		{"StringEqualsIfExists": {"aws:SourceOwner": "1"}},
	] {
		found("Queue", policy({"Principal": "*", "Condition": condition})) == 1
	}
}

test_a_document_as_text_is_read if {
	found("Queue", {"policy": json.marshal(policy({"Principal": "*"}).policy)}) == 1
	found("Queue", {"policy": {"Statement": policy({"Principal": "*"}).policy.Statement[0]}}) == 1
}

test_a_document_that_cannot_be_read_is_refused if {
	every broken in ["", "{", {}, [], {"Statement": "all"}] {
		found("QueuePolicy", {"policy": broken}) == 1
	}
}

test_what_is_for_the_creation_alone_counts if {
	count(public_policy.violation) == 1 with input as {"review": {
		"kind": {"kind": "Topic"},
		"object": {"spec": {"initProvider": policy({"Principal": "*"})}},
	}}
}

test_a_function_for_a_named_source_is_admitted if {
	found("Permission", {"principal": "s3.amazonaws.com", "sourceAccount": "123456789012"}) == 0
	found("Permission", {"principal": "sns.amazonaws.com", "sourceArn": "arn:aws:sns:eu-west-1:123456789012:orders"}) == 0
	found("Permission", {"principal": "123456789012"}) == 0
	found("Permission", {"principal": "*", "principalOrgId": "o-1234567890"}) == 0
	found("Permission", {"principal": "s3.amazonaws.com", "principalOrgId": "o-1234567890"}) == 0
}

test_a_function_for_everybody_is_refused if {
	found("Permission", {"principal": "*"}) == 1
	found("Permission", {"principal": "s3.amazonaws.com"}) == 1
	found("Permission", {"principal": "sns.amazonaws.com", "sourceArn": "arn:aws:sns:*:*:*"}) == 1
}
