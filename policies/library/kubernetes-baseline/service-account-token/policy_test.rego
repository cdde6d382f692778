package sluice.kubernetes.token_test

import data.sluice.kubernetes.token

found(spec) := count({v | some v in token.violation with input as {"review": {"kind": {"kind": "Pod"}, "object": {"spec": spec}}}})

test_a_pod_without_token_or_with_an_account_of_its_own_is_admitted if {
	found({"automountServiceAccountToken": false}) == 0
	found({"serviceAccountName": "controller"}) == 0
}

test_a_token_of_the_account_default_is_refused if {
	found({}) == 1
	found({"serviceAccountName": "default"}) == 1
	found({"serviceAccountName": "", "automountServiceAccountToken": true}) == 1
	found({"automountServiceAccountToken": "false"}) == 1
}

test_the_path_of_a_template_is_named if {
	some v in token.violation with input as {"review": {
		"kind": {"kind": "CronJob"},
		"object": {"spec": {"jobTemplate": {"spec": {"template": {"spec": {}}}}}},
	}}
	contains(v.msg, "spec.jobTemplate.spec.template.spec.automountServiceAccountToken")
}

account(name, extra) := {"review": {
	"kind": {"kind": "ServiceAccount"},
	"object": object.union({"metadata": {"name": name}}, extra),
}}

test_the_account_default_gives_no_tokens if {
	count(token.violation) == 1 with input as account("default", {})
	count(token.violation) == 0 with input as account("default", {"automountServiceAccountToken": false})
	count(token.violation) == 0 with input as account("controller", {})
}
