package sluice.kubernetes.cluster_admin_test

import data.sluice.kubernetes.cluster_admin

change(content) := {
	"review": {"object": content},
	"parameters": {"administrators": ["Group/system:masters", "ServiceAccount/sluice-system/sluice"]},
}

binding(role, subject) := change({"roleRef": {"kind": "ClusterRole", "name": role}, "subjects": [subject]})

jane := {"kind": "User", "name": "jane"}

test_named_administrators_are_admitted if {
	count(cluster_admin.violation) == 0 with input as binding("cluster-admin", {"kind": "Group", "name": "system:masters"})
	account := {"kind": "ServiceAccount", "namespace": "sluice-system", "name": "sluice"}
	count(cluster_admin.violation) == 0 with input as binding("cluster-admin", account)
}

test_others_are_refused if {
	some v in cluster_admin.violation with input as binding("cluster-admin", jane)
	startswith(v.msg, "subjects[0], User/jane, would own the cluster")
	account := {"kind": "ServiceAccount", "namespace": "shop", "name": "sluice"}
	count(cluster_admin.violation) == 1 with input as binding("cluster-admin", account)
}

test_without_parameters_nobody_is_an_administrator if {
	count(cluster_admin.violation) == 1 with input as object.remove(binding("cluster-admin", jane), ["parameters"])
}

test_an_account_without_namespace_is_the_bindings_own if {
	own := change({
		"metadata": {"namespace": "sluice-system"},
		"roleRef": {"name": "cluster-admin"},
		"subjects": [{"kind": "ServiceAccount", "name": "sluice"}],
	})
	count(cluster_admin.violation) == 0 with input as own
}

test_a_subject_that_cannot_be_read_is_refused if {
	count(cluster_admin.violation) == 1 with input as binding("cluster-admin", {})
	count(cluster_admin.violation) == 1 with input as binding("cluster-admin", {"kind": "ServiceAccount"})
}

test_other_roles_are_admitted_but_not_for_everybody if {
	count(cluster_admin.violation) == 0 with input as binding("view", jane)
	count(cluster_admin.violation) == 1 with input as binding("view", {"kind": "Group", "name": "system:unauthenticated"})
}

rule(verbs, resources, groups) := change({"rules": [{"verbs": verbs, "resources": resources, "apiGroups": groups}]})

test_a_role_for_everything_is_refused if {
	count(cluster_admin.violation) == 1 with input as rule(["*"], ["*"], ["*"])
	count(cluster_admin.violation) == 0 with input as rule(["get"], ["*"], ["*"])
	count(cluster_admin.violation) == 0 with input as rule(["*"], ["queues"], ["sqs.aws.sluice.dev"])
	count(cluster_admin.violation) == 0 with input as change({})
	everything := {"rules": [{"verbs": ["*"], "resources": ["*"], "apiGroups": ["*"]}]}
	count(cluster_admin.violation) == 0 with input as change(object.union(everything, {"metadata": {"name": "cluster-admin"}}))
	count(cluster_admin.violation) == 1 with input as change(object.union(everything, {"metadata": {"name": "root"}}))
}
