package sluice.kubernetes.resources_test

import data.sluice.kubernetes.resources

change(sort, needs) := {"review": {"kind": {"kind": "Pod"}, "object": {"spec": {sort: [{"name": "web", "resources": needs}]}}}}

said(needs) := {v.msg | some v in resources.violation with input as change("containers", needs)}

good := {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "64Mi"}}

test_a_container_that_says_what_it_needs_is_admitted if {
	count(said(good)) == 0
	count(said(object.union(good, {"limits": {"cpu": 1}}))) == 0
}

test_what_is_missing_is_named if {
	said({"requests": {"cpu": "100m"}, "limits": good.limits}) == {"container web does not say how much it needs: set memory in spec.containers[0].resources.requests"}
	count(said({})) == 2
	count(said("none")) == 2
}

test_ephemeral_containers_cannot_say_it if {
	count(resources.violation) == 0 with input as change("ephemeralContainers", {})
	count(resources.violation) == 2 with input as change("initContainers", {})
}

test_what_is_wanted_is_a_parameter if {
	nothing := object.union(change("containers", {}), {"parameters": {"requests": [], "limits": []}})
	count(resources.violation) == 0 with input as nothing
}

test_templates_of_workloads_are_looked_at if {
	template := {"spec": {"containers": [{"name": "web"}]}}
	deployment := {"kind": {"kind": "Deployment"}, "object": {"spec": {"template": template}}}
	count(resources.violation) == 2 with input as {"review": deployment}
	cron := {"kind": {"kind": "CronJob"}, "object": {"spec": {"jobTemplate": {"spec": {"template": template}}}}}
	count(resources.violation) == 2 with input as {"review": cron}
}
