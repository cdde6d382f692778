package sluice.kubernetes.user_test

import data.sluice.kubernetes.user

pod(spec) := {"review": {"kind": {"kind": "Pod"}, "object": {"spec": spec}}}

found(context, container) := count({v |
	spec := {"securityContext": context, "containers": [{"name": "web", "securityContext": container}]}
	some v in user.violation with input as pod(spec)
})

good := {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}

test_what_the_pod_says_holds_for_its_containers if {
	found(good, {}) == 0
	found({}, good) == 0
	count(user.violation) == 0 with input as pod({"securityContext": good, "containers": [{"name": "web"}]})
}

test_a_container_that_takes_it_back_is_refused if {
	found(good, {"runAsNonRoot": false}) == 1
	found(good, {"runAsUser": 0}) == 1
	found(good, {"seccompProfile": {"type": "Unconfined"}}) == 1
}

test_root_of_the_pod_is_refused_unless_the_container_is_another if {
	found(object.union(good, {"runAsUser": 0}), {}) == 1
	found(object.union(good, {"runAsUser": 0}), {"runAsUser": 1000}) == 0
}

test_nothing_said_is_refused if {
	found({}, {}) == 2
	found({"runAsNonRoot": "true"}, {}) == 2
	count(user.violation) == 2 with input as pod({"containers": [{"name": "web"}]})
	count(user.violation) == 0 with input as pod({})
}

test_protection_of_the_kernel_is_kept if {
	found(object.union(good, {"appArmorProfile": {"type": "Unconfined"}}), {}) == 1
	found(good, {"appArmorProfile": {"type": "RuntimeDefault"}}) == 0
	found(good, {"seLinuxOptions": {"type": "spc_t"}}) == 1
	found(good, {"seLinuxOptions": {"level": "s0:c1", "type": "container_t"}}) == 0
}

test_the_old_annotation_of_apparmor_is_read if {
	old := {"review": {"kind": {"kind": "Pod"}, "object": {
		"metadata": {"annotations": {"container.apparmor.security.beta.kubernetes.io/web": "unconfined"}},
		"spec": {"securityContext": good, "containers": [{"name": "web"}]},
	}}}
	count(user.violation) == 1 with input as old
}

test_only_harmless_sysctls_are_admitted if {
	sysctls := object.union(good, {"sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}, {"name": "kernel.msgmax", "value": "1"}]})
	change := object.union(
		pod({"securityContext": sysctls, "containers": [{"name": "web"}]}),
		{"parameters": {"allowedSysctls": ["net.ipv4.tcp_syncookies"]}},
	)
	{v.details.sysctl | some v in user.violation with input as change} == {"kernel.msgmax"}
}

test_windows_has_no_seccomp if {
	count(user.violation) == 0 with input as pod({
		"os": {"name": "windows"},
		"securityContext": {"runAsNonRoot": true},
		"containers": [{"name": "web"}],
	})
}

test_templates_of_workloads_are_looked_at if {
	template := {"spec": {"containers": [{"name": "web"}]}}
	deployment := {"kind": {"kind": "Deployment"}, "object": {"spec": {"template": template}}}
	count(user.violation) == 2 with input as {"review": deployment}
	cron := {"kind": {"kind": "CronJob"}, "object": {"spec": {"jobTemplate": {"spec": {"template": template}}}}}
	count(user.violation) == 2 with input as {"review": cron}
}
