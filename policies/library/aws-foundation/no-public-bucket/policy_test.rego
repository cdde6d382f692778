package sluice.aws.public_bucket_test

import data.sluice.aws.public_bucket

closed := {
	"blockPublicAcls": true,
	"blockPublicPolicy": true,
	"ignorePublicAcls": true,
	"restrictPublicBuckets": true,
}

bucket(parameters) := {"review": {"object": {"spec": {"forProvider": parameters}}}}

with_statements(statements) := bucket({"publicAccessBlock": closed, "policy": {"Statement": statements}})

statement(extra) := object.union({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}, extra)

test_closed_bucket_is_admitted if {
	count(public_bucket.violation) == 0 with input as bucket({"publicAccessBlock": closed})
}

test_one_open_guard_is_named if {
	open := object.union(closed, {"ignorePublicAcls": false})
	some v in public_bucket.violation with input as bucket({"publicAccessBlock": open})
	contains(v.msg, "publicAccessBlock.{ignorePublicAcls} ")
	v.details.missing == {"ignorePublicAcls"}
}

test_unset_guards_are_open if {
	some v in public_bucket.violation with input as bucket({"region": "eu-west-1"})
	count(v.details.missing) == 4
}

test_a_grant_to_everyone_is_named if {
	some v in public_bucket.violation with input as with_statements([statement({"Sid": "Open", "Principal": "*"})])
	v.details.statement == "Open"
}

test_every_form_of_everyone_is_found if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::1:root", "*"]}] {
		count(public_bucket.violation) == 1 with input as with_statements([statement({"Principal": principal})])
	}
}

test_not_principal_is_everyone_else if {
	count(public_bucket.violation) == 1 with input as with_statements([statement({"NotPrincipal": {"AWS": "arn:aws:iam::1:root"}})])
}

test_single_statement_without_list_is_read if {
	count(public_bucket.violation) == 1 with input as with_statements(statement({"Principal": "*"}))
}

test_document_as_text_is_read if {
	text := json.marshal({"Statement": [statement({"Principal": "*"})]})
	count(public_bucket.violation) == 1 with input as bucket({"publicAccessBlock": closed, "policy": text})
}

test_named_principals_and_denials_are_admitted if {
	count(public_bucket.violation) == 0 with input as with_statements([
		statement({"Principal": {"AWS": "arn:aws:iam::111122223333:root"}}),
		statement({"Principal": {"Service": "cloudtrail.amazonaws.com"}}),
		statement({"Effect": "Deny", "Principal": "*"}),
	])
}

test_condition_that_names_the_origin_is_admitted if {
	every condition in [
		{"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
		{"StringEquals": {"AWS:SourceVpce": ["vpce-1", "vpce-2"]}},
		{"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
	] {
		count(public_bucket.violation) == 0 with input as with_statements([statement({"Principal": "*", "Condition": condition})])
	}
}

test_condition_that_keeps_nobody_out_is_not_enough if {
	every condition in [
		{},
		{"Bool": {"aws:SecureTransport": "true"}},
		{"StringNotEquals": {"aws:SourceVpc": "vpc-1"}},
		{"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}},
		{"StringLike": {"aws:PrincipalArn": "*"}},
		{"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}},
	] {
		count(public_bucket.violation) == 1 with input as with_statements([statement({"Principal": "*", "Condition": condition})])
	}
}

test_document_without_statements_is_refused if {
	count(public_bucket.violation) == 1 with input as bucket({"publicAccessBlock": closed, "policy": {"Version": "2012-10-17"}})
}

test_what_is_for_the_creation_alone_counts if {
	open := {"policy": {"Statement": [statement({"Principal": "*"})]}}
	change := object.union(bucket({"publicAccessBlock": closed}), {"review": {"object": {"spec": {"initProvider": open}}}})
	count(public_bucket.violation) == 1 with input as change
}
