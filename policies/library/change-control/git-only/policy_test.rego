package sluice.change.git_only_test

import data.sluice.change.git_only

queue(annotations, parameters) := {
	"metadata": {"annotations": annotations},
	"spec": {"forProvider": parameters},
}

request(operation, resource, old) := {
	"review": {
		"operation": operation,
		"kind": {"kind": "Queue"},
		"name": "orders",
		"object": resource,
		"oldObject": old,
		"userInfo": {"username": "jane@example.com", "groups": []},
	},
	"change": {"gate": "admission"},
	"parameters": {"trustedUsers": ["system:serviceaccount:kube-system:"]},
}

plain := queue({}, {"delaySeconds": 1})

changed := queue({}, {"delaySeconds": 2})

glass := {"sluice.dev/break-glass": "INC-7: the queue is stuck"}

test_a_change_by_hand_is_refused if {
	some v in git_only.violation with input as request("UPDATE", changed, plain)
	startswith(v.msg, "Queue orders is changed in Git only: commit the change")
}

test_a_new_resourceby_hand_is_refused if {
	count(git_only.violation) == 1 with input as json.remove(request("CREATE", plain, null), ["review/oldObject"])
}

test_a_change_from_git_is_admitted if {
	change := object.union(request("UPDATE", changed, plain), {"change": {"source": {"revision": "1"}}})
	count(git_only.violation | git_only.warn) == 0 with input as change
}

test_broken_glass_admits_and_is_recorded if {
	change := request("UPDATE", queue(glass, {"delaySeconds": 2}), plain)
	count(git_only.violation) == 0 with input as change
	git_only.warn == {{
		"msg": "break-glass by jane@example.com: INC-7: the queue is stuck",
		"details": {"reason": "INC-7: the queue is stuck", "user": "jane@example.com"},
	}} with input as change
}

test_breaking_the_glass_alone_is_recorded_too if {
	change := request("UPDATE", queue(glass, {"delaySeconds": 1}), plain)
	count(git_only.violation) == 0 with input as change
	count(git_only.warn) == 1 with input as change
}

test_an_empty_reason_breaks_no_glass if {
	change := request("UPDATE", queue({"sluice.dev/break-glass": " "}, {"delaySeconds": 2}), plain)
	count(git_only.violation) == 1 with input as change
	count(git_only.warn) == 0 with input as change
}

test_a_deletion_needs_the_reason_on_the_resourcethat_goes if {
	refused := request("DELETE", null, plain)
	count(git_only.violation) == 1 with input as without_object(refused)
	admitted := request("DELETE", null, queue(glass, {}))
	count(git_only.violation) == 0 with input as without_object(admitted)
	count(git_only.warn) == 1 with input as without_object(admitted)
}

without_object(change) := json.remove(change, ["review/object"])

test_tidying_up_afterwards_is_admitted_in_silence if {
	change := request("UPDATE", plain, queue(glass, {"delaySeconds": 1}))
	count(git_only.violation | git_only.warn) == 0 with input as change
}

test_removing_the_reason_in_the_same_request_as_a_change_is_refused if {
	change := request("UPDATE", changed, queue(glass, {"delaySeconds": 1}))
	count(git_only.violation) == 1 with input as change
}

test_asking_to_look_again_is_admitted if {
	change := request("UPDATE", queue({"sluice.dev/reconcile-requested-at": "now"}, {"delaySeconds": 1}), plain)
	count(git_only.violation | git_only.warn) == 0 with input as change
}

test_pausing_by_hand_is_a_change if {
	change := request("UPDATE", queue({"sluice.dev/paused": "true"}, {"delaySeconds": 1}), plain)
	count(git_only.violation) == 1 with input as change
}

test_removing_the_finalizer_by_hand_is_a_change if {
	held := object.union(plain, {"metadata": {"finalizers": ["sluice.dev/managed"]}})
	count(git_only.violation) == 1 with input as request("UPDATE", plain, held)
}

test_the_clusters_own_controllers_are_trusted if {
	user := {"review": {"userInfo": {"username": "system:serviceaccount:kube-system:namespace-controller"}}}
	change := object.union(request("UPDATE", changed, plain), user)
	count(git_only.violation | git_only.warn) == 0 with input as change
}

test_nobody_is_trusted_without_parameters if {
	change := json.remove(request("UPDATE", changed, plain), ["parameters"])
	count(git_only.violation) == 1 with input as change
}
