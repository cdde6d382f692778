# It is written down what runs.
package sluice.kubernetes.image

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

registries := object.get(input, ["parameters", "registries"], [])

violation contains {"msg": msg, "details": {"image": image}} if {
	some container in containers
	image := object.get(container.spec, "image", "")
	not fixed(image)
	msg := sprintf("%s runs whatever \"%v\" is at the time: write the version or the digest into %s.image", [container.name, image, container.path])
}

violation contains {"msg": msg, "details": {"image": image}} if {
	registries != []
	some container in containers
	image := object.get(container.spec, "image", "")
	not strings.any_prefix_match(image, registries)
	msg := sprintf("%s has an image from elsewhere (%v): push it to one of %v and name that in %s.image", [container.name, image, registries, container.path])
}

fixed(image) if regex.match(`@sha256:[0-9a-f]{64}$`, image)

# After the last slash, because a registry may have a port.
fixed(image) if {
	parts := split(image, "/")
	tagged := split(parts[count(parts) - 1], ":")
	count(tagged) == 2
	tagged[0] != ""
	not tagged[1] in {"", "latest"}
	not contains(image, "@")
}
