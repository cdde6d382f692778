package sluice.kubernetes.privileges_test

import data.sluice.kubernetes.privileges

good := {
	"name": "web",
	"securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}},
}

pod(spec) := {"review": {"kind": {"kind": "Pod"}, "object": {"spec": spec}}}

said(context) := {v.msg |
	container := {"name": "web", "securityContext": object.union(good.securityContext, context)}
	some v in privileges.violation with input as pod({"containers": [container]})
}

test_a_modest_container_is_admitted if {
	count(said({})) == 0
	count(said({"privileged": false, "procMount": "Default"})) == 0
	count(said({"capabilities": {"drop": ["all"], "add": ["NET_BIND_SERVICE"]}})) == 0
}

test_each_privilege_is_refused if {
	every context in [
		{"privileged": true},
		{"privileged": "true"},
		{"allowPrivilegeEscalation": true},
		{"capabilities": {"drop": ["NET_RAW"]}},
		{"capabilities": {"drop": "ALL"}},
		{"capabilities": {"drop": ["ALL"], "add": ["SYS_ADMIN"]}},
		{"capabilities": {"drop": ["ALL"], "add": ["CAP_NET_RAW"]}},
		{"procMount": "Unmasked"},
	] {
		count(said(context)) == 1
	}
}

test_the_message_names_container_and_field if {
	said({"privileged": true}) == {"container web is root on its node: remove spec.containers[0].securityContext.privileged"}
}

test_all_sorts_of_containers_are_looked_at if {
	every sort in ["containers", "initContainers", "ephemeralContainers"] {
		count(privileges.violation) == 2 with input as pod({sort: [{"name": "x"}]})
	}
}

test_templates_of_workloads_are_looked_at if {
	every kind in ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "ReplicationController"] {
		workload := {"review": {
			"kind": {"kind": kind},
			"object": {"spec": {"template": {"spec": {"containers": [{"name": "x"}]}}}},
		}}
		some v in privileges.violation with input as workload
		contains(v.msg, "spec.template.spec.containers[0]")
	}
	cron := {"review": {
		"kind": {"kind": "CronJob"},
		"object": {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [good]}}}}}},
	}}
	count(privileges.violation) == 0 with input as cron
}

test_windows_has_no_capabilities if {
	count(privileges.violation) == 0 with input as pod({"os": {"name": "windows"}, "containers": [{"name": "x"}]})
}

test_allowed_capabilities_are_a_parameter if {
	context := {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}
	strict := object.union(pod({"containers": [{"securityContext": context}]}), {"parameters": {"allowedCapabilities": []}})
	count(privileges.violation) == 1 with input as strict
}

test_an_object_without_containers_is_none_of_its_business if {
	count(privileges.violation) == 0 with input as {"review": {"kind": {"kind": "Pod"}, "object": {}}}
}
