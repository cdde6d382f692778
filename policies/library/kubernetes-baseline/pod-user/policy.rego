# A container runs as somebody without power, behind what the kernel has to hold it in.
package sluice.kubernetes.user

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
	some container in containers
	not never_root(container.spec)
	msg := sprintf("%s may run as root: set %s.securityContext.runAsNonRoot to true", [container.name, pod_path])
}

violation contains {"msg": msg} if {
	some container in containers
	effective(container.spec, "runAsUser") == 0
	msg := sprintf("%s runs as root: set runAsUser to another user than 0 in %s.securityContext", [container.name, container.path])
}

violation contains {"msg": msg} if {
	some container in containers
	not windows
	not confined(container.spec)
	msg := sprintf("%s may use every system call: set %s.securityContext.seccompProfile.type to RuntimeDefault", [container.name, pod_path])
}

violation contains {"msg": msg} if {
	some container in containers
	effective(container.spec, "appArmorProfile").type == "Unconfined"
	msg := sprintf("%s gives up AppArmor: remove appArmorProfile from %s.securityContext", [container.name, container.path])
}

violation contains {"msg": msg} if {
	some key, value in template.metadata.annotations
	startswith(key, "container.apparmor.security.beta.kubernetes.io/")
	value == "unconfined"
	msg := sprintf("the pod gives up AppArmor: remove the annotation %s", [key])
}

violation contains {"msg": msg} if {
	some container in containers
	options := effective(container.spec, "seLinuxOptions")
	not harmless(options)
	msg := sprintf("%s chooses its SELinux label: remove user, role and type from seLinuxOptions in %s.securityContext", [container.name, container.path])
}

violation contains {"msg": msg, "details": {"sysctl": name}} if {
	some index, sysctl in pod.securityContext.sysctls
	name := object.get(sysctl, "name", "")
	not name in object.get(input, ["parameters", "allowedSysctls"], [])
	msg := sprintf("the pod changes the kernel's %v: remove %s.securityContext.sysctls[%d]", [name, pod_path, index])
}

# What a container says comes before what its pod says.
effective(container, field) := container.securityContext[field] if says(container, field)

effective(container, field) := pod.securityContext[field] if {
	not says(container, field)
}

says(container, field) if object.get(container, ["securityContext", field], null) != null

harmless(options) if {
	object.get(options, "user", "") == ""
	object.get(options, "role", "") == ""
	object.get(options, "type", "") in {"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"}
}

never_root(container) if effective(container, "runAsNonRoot") == true

confined(container) if effective(container, "seccompProfile").type in {"RuntimeDefault", "Localhost"}

windows if pod.os.name == "windows"
