# Who shares a node says how much of it they need. Ephemeral containers cannot.
package sluice.kubernetes.resources

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

containers contains {"sort": sort, "name": name, "path": path, "spec": container} if {
	some sort in ["containers", "initContainers", "ephemeralContainers"]
	some index, container in pod[sort]
	name := sprintf("container %v", [object.get(container, "name", index)])
	path := sprintf("%s.%s[%d]", [pod_path, sort, index])
}

wanted := {
	"requests": object.get(input, ["parameters", "requests"], ["cpu", "memory"]),
	"limits": object.get(input, ["parameters", "limits"], ["memory"]),
}

violation contains {"msg": msg, "details": {"missing": missing}} if {
	some container in containers
	container.sort != "ephemeralContainers"
	some side, names in wanted
	missing := {name | some name in names; not container.spec.resources[side][name]}
	count(missing) > 0
	msg := sprintf("%s does not say how much it needs: set %s in %s.resources.%s", [container.name, concat(", ", missing), container.path, side])
}
