package sluice.kubernetes.image_test

import data.sluice.kubernetes.image

found(name, registries) := count({v |
	some v in image.violation with input as {
		"review": {"kind": {"kind": "Pod"}, "object": {"spec": {"containers": [{"name": "web", "image": name}]}}},
		"parameters": {"registries": registries},
	}
})

digest := "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

test_versions_and_digests_are_admitted if {
	every name in [
		"nginx:1.29",
		"registry.example.com:5000/shop/api:2.0",
		concat("@", ["nginx", digest]),
		concat("@", ["registry.example.com:5000/api:latest", digest]),
	] {
		found(name, []) == 0
	}
}

test_what_may_be_anything_is_refused if {
	every name in ["nginx", "nginx:latest", "nginx:", "registry.example.com:5000/api", "nginx@sha256:12", "", ":1"] {
		found(name, []) == 1
	}
}

test_a_missing_image_and_one_that_is_no_text_are_refused if {
	count(image.violation) == 1 with input as {"review": {"kind": {"kind": "Pod"}, "object": {"spec": {"containers": [{"name": "web"}]}}}}
	found(7, []) == 1
}

test_only_listed_registries_are_admitted if {
	found("registry.example.com/shop:1", ["registry.example.com/"]) == 0
	found("nginx:1.29", ["registry.example.com/"]) == 1
	found("registry.example.com.evil.org/shop:1", ["registry.example.com/"]) == 1
}

test_templates_of_workloads_are_looked_at if {
	template := {"spec": {"containers": [{"name": "web"}]}}
	deployment := {"kind": {"kind": "Deployment"}, "object": {"spec": {"template": template}}}
	count(image.violation) == 1 with input as {"review": deployment}
	cron := {"kind": {"kind": "CronJob"}, "object": {"spec": {"jobTemplate": {"spec": {"template": template}}}}}
	count(image.violation) == 1 with input as {"review": cron}
}
