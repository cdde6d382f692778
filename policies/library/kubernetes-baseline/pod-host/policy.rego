# A pod keeps to itself: not to its node's network, processes, files and ports.
package sluice.kubernetes.host

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

violation contains {"msg": msg} if {
	some field in ["hostNetwork", "hostPID", "hostIPC"]
	object.get(pod, field, false) != false
	msg := sprintf("the pod shares what belongs to its node: remove %s.%s", [pod_path, field])
}

violation contains {"msg": msg, "details": {"path": object.get(volume.hostPath, "path", "")}} if {
	some index, volume in pod.volumes
	volume.hostPath
	msg := sprintf("volume %v is a folder of the node: replace %s.volumes[%d].hostPath by another kind of volume", [object.get(volume, "name", index), pod_path, index])
}

violation contains {"msg": msg} if {
	some container in containers
	some index, port in container.spec.ports
	object.get(port, "hostPort", 0) != 0
	msg := sprintf("%s takes a port of its node: remove %s.ports[%d].hostPort and use a Service", [container.name, container.path, index])
}

violation contains {"msg": msg} if {
	some container in containers
	object.get(container.spec, ["securityContext", "windowsOptions", "hostProcess"], false) != false
	msg := sprintf("%s runs as a process of its node: remove %s.securityContext.windowsOptions.hostProcess", [container.name, container.path])
}

violation contains {"msg": msg} if {
	object.get(pod, ["securityContext", "windowsOptions", "hostProcess"], false) != false
	msg := sprintf("the pod runs as processes of its node: remove %s.securityContext.windowsOptions.hostProcess", [pod_path])
}
