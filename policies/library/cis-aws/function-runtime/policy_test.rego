package sluice.cis.function_test

import data.sluice.cis.function

change(parameters, list) := {
	"review": {"object": {"spec": {"forProvider": parameters}}},
	"parameters": {"runtimes": list},
}

said(parameters, list) := {v.msg | some v in function.violation with input as change(parameters, list)}

list := ["python3.13", "java25"]

test_a_runtime_of_the_list_is_admitted if {
	count(said({"runtime": "python3.13"}, list)) == 0
}

test_an_image_brings_its_own if {
	count(said({"code": {"imageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop"}}, list)) == 0
}

test_another_runtime_is_refused_and_the_list_named if {
	said({"runtime": "python2.7"}, list) == {"runtime python2.7 is not one of those that get security fixes: set spec.forProvider.runtime to one of python3.13, java25"}
	count(said({"runtime": ["python3.13"]}, list)) == 1
}

test_a_list_that_is_missing_or_no_list_is_said if {
	every wrong in ["python3.13", [13], null] {
		some message in said({}, wrong)
		contains(message, "parameters.runtimes")
	}
	count(function.violation) == 1 with input as {"review": {"object": {}}}
}

test_a_function_without_traces_is_warned_of if {
	count(function.warn) == 1 with input as change({"tracingMode": "PassThrough"}, list)
	count(function.warn) == 0 with input as change({"tracingMode": "Active"}, list)
}
