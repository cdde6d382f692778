package sluice.cis.iam_trust_test

import data.sluice.cis.iam_trust

role(document) := {"review": {
	"kind": {"kind": "Role"},
	"object": {"spec": {"forProvider": {"assumeRolePolicyDocument": document}}},
}}

found(document) := count({v | some v in iam_trust.violation with input as role(document)})

trust(extra) := {"Statement": [object.union({"Effect": "Allow", "Action": "sts:AssumeRole"}, extra)]}

github := "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"

token(condition) := trust({"Principal": {"Federated": github}, "Condition": condition})

aud := "token.actions.githubusercontent.com:aud"

sub := "token.actions.githubusercontent.com:sub"

test_named_principals_are_admitted if {
	found(trust({"Principal": {"Service": "ec2.amazonaws.com"}})) == 0
	found(trust({"Principal": {"AWS": ["arn:aws:iam::123456789012:root"]}})) == 0
	found({"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}]}) == 0
}

test_everybody_is_refused_in_every_form if {
	every principal in ["*", {"AWS": "*"}, {"AWS": ["arn:aws:iam::1:root", "*"]}, {"Federated": "*"}] {
		found(trust({"Principal": principal})) == 1
	}
	found(trust({"NotPrincipal": {"AWS": "arn:aws:iam::1:root"}})) == 1
}

test_everybody_of_the_organization_is_admitted if {
	found(trust({"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}})) == 0
}

test_conditions_that_keep_nobody_out_do_not_count if {
	every condition in [
		{"StringEquals": {"sts:ExternalId": "shop"}},
		{"StringLike": {"aws:PrincipalArn": "*"}},
		{"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
		{"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}},
		{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}},
	] {
		found(trust({"Principal": {"AWS": "*"}, "Condition": condition})) == 1
	}
}

test_a_token_needs_audience_and_subject if {
	found(token({"StringEquals": {aud: "sts.amazonaws.com", sub: "repo:corp/shop:ref:refs/heads/main"}})) == 0
	found(token({"StringEquals": {aud: "sts.amazonaws.com"}, "StringLike": {sub: ["repo:corp/shop:*"]}})) == 0
	found(token({"StringEquals": {aud: "sts.amazonaws.com"}})) == 1
	found(token({"StringEquals": {aud: "sts.amazonaws.com"}, "StringLike": {sub: "*"}})) == 1
	found(token({})) == 2
	found(trust({"Principal": {"Federated": [github]}})) == 2
}

test_what_is_missing_is_named if {
	some v in iam_trust.violation with input as role(token({"StringEquals": {aud: "sts.amazonaws.com"}}))
	contains(v.msg, "compare token.actions.githubusercontent.com:sub by StringEquals")
	v.details.missing == "sub"
}

test_a_document_as_text_is_read if {
	found(json.marshal(trust({"Principal": "*"}))) == 1
	found({"Statement": trust({"Principal": "*"}).Statement[0]}) == 1
}

test_a_document_that_cannot_be_read_is_refused if {
	every broken in ["", "{", {}, [], {"Statement": "all"}] {
		found(broken) == 1
	}
	count(iam_trust.violation) == 1 with input as {"review": {"kind": {"kind": "Role"}, "object": {}}}
}

test_an_issuer_needs_audiences if {
	every list, expected in {
		["sts.amazonaws.com"]: 0,
		[]: 1,
		["*"]: 1,
		["sts.amazonaws.com", ""]: 1,
		"sts.amazonaws.com": 1,
	} {
		issuer := {"review": {
			"kind": {"kind": "OpenIDConnectProvider"},
			"object": {"spec": {"forProvider": {"clientIdList": list}}},
		}}
		count(iam_trust.violation) == expected with input as issuer
	}
}
