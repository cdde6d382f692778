# A container has no more power over its node than its task needs.
package sluice.kubernetes.privileges

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

allowed := object.get(input, ["parameters", "allowedCapabilities"], ["NET_BIND_SERVICE"])

violation contains {"msg": msg} if {
	some container in containers
	object.get(container.spec, ["securityContext", "privileged"], false) != false
	msg := sprintf("%s is root on its node: remove %s.securityContext.privileged", [container.name, container.path])
}

violation contains {"msg": msg} if {
	some container in containers
	not windows
	not container.spec.securityContext.allowPrivilegeEscalation == false
	msg := sprintf("%s can gain privileges: set %s.securityContext.allowPrivilegeEscalation to false", [container.name, container.path])
}

violation contains {"msg": msg} if {
	some container in containers
	not windows
	not drops_all(container.spec)
	msg := sprintf("%s keeps capabilities: set %s.securityContext.capabilities.drop to [ALL]", [container.name, container.path])
}

violation contains {"msg": msg, "details": {"capability": capability}} if {
	some container in containers
	some capability in container.spec.securityContext.capabilities.add
	not trim_prefix(upper(capability), "CAP_") in allowed
	msg := sprintf("%s adds capability %s: remove it from %s.securityContext.capabilities.add", [container.name, capability, container.path])
}

violation contains {"msg": msg} if {
	some container in containers
	object.get(container.spec, ["securityContext", "procMount"], "Default") != "Default"
	msg := sprintf("%s sees all of /proc: remove %s.securityContext.procMount", [container.name, container.path])
}

windows if pod.os.name == "windows"

drops_all(container) if {
	some capability in container.securityContext.capabilities.drop
	upper(capability) == "ALL"
}
