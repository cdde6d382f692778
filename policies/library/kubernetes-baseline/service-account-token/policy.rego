# Who talks to the API server has an account of their own; nobody else has a token.
package sluice.kubernetes.token

kind := input.review.kind.kind

# A pod itself, or what a workload makes pods from.
template := input.review.object if kind == "Pod"

template := input.review.object.spec.template if {
	kind in {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"}
}

template := input.review.object.spec.jobTemplate.spec.template if kind == "CronJob"

pod := template.spec

pod_path := "spec" if kind == "Pod"

pod_path := "spec.jobTemplate.spec.template.spec" if kind == "CronJob"

pod_path := "spec.template.spec" if not kind in {"Pod", "CronJob"}

violation contains {"msg": msg} if {
	pod
	object.get(pod, "serviceAccountName", "") in {"", "default"}
	not pod.automountServiceAccountToken == false
	msg := sprintf("the pod gets a token of the account default: set %s.automountServiceAccountToken to false, or serviceAccountName to an account of its own", [pod_path])
}

violation contains {"msg": "every pod of the account default gets a token: set automountServiceAccountToken to false"} if {
	kind == "ServiceAccount"
	input.review.object.metadata.name == "default"
	not input.review.object.automountServiceAccountToken == false
}
