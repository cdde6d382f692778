package sluice.cis.iam_admin_test

import data.sluice.cis.iam_admin

change(parameters) := {"review": {"object": {"spec": {"forProvider": parameters}}}, "parameters": {}}

document(statement) := {"document": {"Version": "2012-10-17", "Statement": [statement]}}

allow(extra) := object.union({"Effect": "Allow"}, extra)

everything := allow({"Sid": "All", "Action": "*", "Resource": "*"})

found(parameters) := count({v | some v in iam_admin.violation with input as change(parameters)})

warned(parameters) := count({v | some v in iam_admin.warn with input as change(parameters)})

test_a_policy_for_a_task_is_admitted if {
	found(document(allow({"Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::invoices/*"}))) == 0
	found(document(allow({"Action": "ec2:DescribeInstances", "Resource": "*"}))) == 0
	found(document(allow({"Action": "*", "Resource": "arn:aws:s3:::invoices/*"}))) == 0
	found(document({"Effect": "Deny", "Action": "*", "Resource": "*"})) == 0
}

test_everything_is_refused_with_field_and_statement if {
	some v in iam_admin.violation with input as change(document(everything))
	v.msg == "spec.forProvider.document: statement All allows everything on everything: name the actions and the resources that are needed"
}

test_every_spelling_of_everything_is_refused if {
	every action in ["*", "**", "*:*", ["s3:GetObject", "*"]] {
		found(document(allow({"Action": action, "Resource": ["*"]}))) == 1
	}
	every resource in ["*", "**", "arn:*", "arn:aws:*", "arn:aws:*:*:*:*", ["arn:aws:s3:::a", "*"]] {
		found(document(allow({"Action": "*", "Resource": resource}))) == 1
	}
	found(document(allow({"NotAction": "iam:*", "Resource": "*"}))) == 1
	found(document(allow({"Action": "*", "NotResource": "arn:aws:s3:::a"}))) == 1
}

test_a_document_as_text_and_a_statement_without_list_are_read if {
	found({"document": json.marshal({"Statement": everything})}) == 1
	found({"document": {"Statement": everything}}) == 1
}

test_a_document_that_cannot_be_read_is_refused if {
	every broken in ["", "{", "null", "[]", {}, {"Statement": "all"}, 7] {
		found({"document": broken}) == 1
	}
}

test_inline_policies_of_roles_are_read if {
	some v in iam_admin.violation with input as change({"inlinePolicies": [
		{"name": "good", "document": {"Statement": []}},
		{"name": "bad", "document": {"Statement": everything}},
	]})
	v.details.field == "spec.forProvider.inlinePolicies[bad].document"
}

test_what_is_for_the_creation_alone_counts if {
	count(iam_admin.violation) == 1 with input as {"review": {"object": {"spec": {
		"forProvider": {},
		"initProvider": {"inlinePolicies": [{"document": {"Statement": everything}}]},
	}}}}
}

test_administrator_policies_of_aws_are_refused if {
	found({"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}) == 1
	found({"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}) == 0
	found({"policyArn": "arn:aws:iam::123456789012:policy/AdministratorAccess"}) == 0
}

test_the_refused_policies_are_a_parameter if {
	refused := {"parameters": {"refusedPolicies": ["PowerUserAccess"]}}
	path := "arn:aws:iam::aws:policy/job-function/PowerUserAccess"
	count(iam_admin.violation) == 1 with input as object.union(change({"policyArn": path}), refused)
}

test_all_actions_of_a_service_are_warned_of if {
	warned(document(allow({"Action": "s3:*", "Resource": "arn:aws:s3:::invoices"}))) == 1
	warned(document(allow({"Action": "s3:Get*", "Resource": "*"}))) == 0
}

test_an_object_without_parameters_has_no_documents if {
	found({}) == 0
	count(iam_admin.violation) == 0 with input as {"review": {"object": {}}}
}
