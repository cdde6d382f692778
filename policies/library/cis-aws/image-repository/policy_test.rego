package sluice.cis.repository_test

import data.sluice.cis.repository

change(parameters) := {"review": {"object": {"spec": {"forProvider": parameters}}}}

found(parameters) := count({v | some v in repository.violation with input as change(parameters)})

excluding(filter) := {
	"scanOnPush": true,
	"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
	"imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": filter}],
}

test_a_scanned_repository_with_fixed_tags_is_admitted if {
	found({"scanOnPush": true, "imageTagMutability": "IMMUTABLE"}) == 0
	found(excluding("dev-*")) == 0
}

test_tags_that_move_are_refused if {
	found({"scanOnPush": true}) == 1
	found({"scanOnPush": true, "imageTagMutability": "MUTABLE"}) == 1
	found({"scanOnPush": true, "imageTagMutability": "MUTABLE_WITH_EXCLUSION"}) == 1
	found(excluding("*")) == 1
}

test_images_without_a_scan_are_refused if {
	found({"imageTagMutability": "IMMUTABLE"}) == 1
	found({"imageTagMutability": "IMMUTABLE", "scanOnPush": "true"}) == 1
}

test_a_repository_that_says_nothing_is_refused if {
	found({}) == 2
	count(repository.violation) == 2 with input as {"review": {"object": {}}}
}

test_a_repository_that_keeps_everything_is_warned_of if {
	count(repository.warn) == 1 with input as change({})
	count(repository.warn) == 0 with input as change({"lifecyclePolicy": {"rules": [{"rulePriority": 1}]}})
}
