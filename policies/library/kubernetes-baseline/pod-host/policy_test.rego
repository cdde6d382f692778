package sluice.kubernetes.host_test

import data.sluice.kubernetes.host

pod(spec) := {"review": {"kind": {"kind": "Pod"}, "object": {"spec": spec}}}

said(spec) := {v.msg | some v in host.violation with input as pod(spec)}

test_a_pod_that_keeps_to_itself_is_admitted if {
	count(said({
		"hostNetwork": false,
		"volumes": [{"name": "tmp", "emptyDir": {}}],
		"containers": [{"name": "web", "ports": [{"containerPort": 8080}, {"containerPort": 80, "hostPort": 0}]}],
	})) == 0
	count(said({})) == 0
}

test_what_belongs_to_the_node_is_refused if {
	every field in ["hostNetwork", "hostPID", "hostIPC"] {
		said({field: true}) == {sprintf("the pod shares what belongs to its node: remove spec.%s", [field])}
		count(said({field: "true"})) == 1
	}
}

test_folders_of_the_node_are_refused if {
	said({"volumes": [{"name": "a", "emptyDir": {}}, {"name": "logs", "hostPath": {"path": "/var/log"}}]}) == {"volume logs is a folder of the node: replace spec.volumes[1].hostPath by another kind of volume"}
	count(said({"volumes": [{"hostPath": {}}]})) == 1
}

test_ports_of_the_node_are_refused if {
	count(said({"initContainers": [{"name": "x", "ports": [{"hostPort": 80}]}]})) == 1
}

test_processes_of_the_node_are_refused if {
	context := {"windowsOptions": {"hostProcess": true}}
	count(said({"securityContext": context, "containers": [{"name": "x", "securityContext": context}]})) == 2
}

test_the_path_of_a_template_is_named if {
	deployment := {"review": {
		"kind": {"kind": "Deployment"},
		"object": {"spec": {"template": {"spec": {"hostPID": true}}}},
	}}
	some v in host.violation with input as deployment
	endswith(v.msg, "spec.template.spec.hostPID")
}
