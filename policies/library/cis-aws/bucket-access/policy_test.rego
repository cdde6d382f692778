package sluice.cis.bucket_access_test

import data.sluice.cis.bucket_access

change(parameters) := {"review": {"object": {"spec": {"forProvider": parameters}}}}

deny(extra) := object.union(object.remove(complete, object.keys(extra)), extra)

complete := {
	"Effect": "Deny",
	"Principal": "*",
	"Action": "s3:*",
	"Resource": ["arn:aws:s3:::invoices", "arn:aws:s3:::invoices/*"],
	"Condition": {"Bool": {"aws:SecureTransport": "false"}},
}

policy(statement) := {"policy": {"Statement": [statement]}}

found(parameters) := count({v | some v in bucket_access.violation with input as change(parameters)})

warned(parameters) := count({v | some v in bucket_access.warn with input as change(parameters)})

test_a_bucket_for_tls_only_is_admitted if {
	found(policy(deny({}))) == 0
	found(policy(deny({"Principal": {"AWS": ["*"]}, "Action": ["s3:*"], "Resource": "*"}))) == 0
	found(policy(deny({"Resource": "arn:aws:s3:::invoices*"}))) == 0
	found({"policy": json.marshal({"Statement": deny({"Condition": {"Bool": {"AWS:SecureTransport": false}}})})}) == 0
}

test_a_bucket_without_policy_is_refused if {
	every parameters in [{}, {"policy": "{"}, {"policy": {}}, {"policy": {"Statement": "no"}}, {"policy": []}] {
		found(parameters) == 1
	}
	count(bucket_access.violation) == 1 with input as {"review": {"object": {}}}
}

test_a_statement_with_a_gap_is_not_enough if {
	every gap in [
		{"Effect": "Allow"},
		{"Principal": {"AWS": "arn:aws:iam::1:root"}},
		{"Action": "s3:GetObject"},
		{"Resource": "arn:aws:s3:::invoices/*"},
		{"Resource": "arn:aws:s3:::invoices"},
		{"Resource": ["arn:aws:s3:::invoices", "arn:aws:s3:::invoices/public/*"]},
		{"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
		{"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}},
		{"Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"aws:PrincipalAccount": "1"}}},
		{"Condition": {"StringEquals": {"aws:PrincipalAccount": "1"}}},
	] {
		found(policy(deny(gap))) == 1
	}
}

test_access_lists_are_refused if {
	found(object.union(policy(deny({})), {"objectOwnership": "ObjectWriter"})) == 1
	found(object.union(policy(deny({})), {"objectOwnership": "BucketOwnerEnforced"})) == 0
}

test_a_bucket_without_logs_is_warned_of if {
	warned({}) == 1
	warned({"logging": {}}) == 1
	warned({"logging": {"targetBucketRef": {"name": "logs"}}}) == 0
	warned({"logging": {"targetBucket": "logs"}}) == 0
}

test_a_bucket_that_keeps_logs_needs_none if {
	warned(policy({"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}})) == 0
}
