package sluice.aws.required_tags_test

import data.sluice.aws.required_tags

said(parameters, policy_parameters) := violations if {
	violations := required_tags.violation with input as {
		"review": {"object": {"spec": {"forProvider": parameters}}},
		"parameters": policy_parameters,
	}
}

wanted := {"tags": ["team", "cost-center"]}

test_all_tags_are_admitted if {
	count(said({"tags": {"team": "shop", "cost-center": "4711", "other": "x"}}, wanted)) == 0
}

test_missing_tags_are_named if {
	some v in said({"tags": {"team": "shop"}}, wanted)
	v.msg == "required tags are missing or empty: set cost-center in spec.forProvider.tags"
}

test_no_tags_at_all_names_all_of_them if {
	some v in said({}, wanted)
	v.details.missing == {"team", "cost-center"}
}

test_an_empty_value_is_missing if {
	count(said({"tags": {"team": "", "cost-center": "4711"}}, wanted)) == 1
}

test_forgotten_parameters_are_said if {
	some v in said({"tags": {"team": "shop"}}, {})
	contains(v.msg, "parameters.tags")
}
