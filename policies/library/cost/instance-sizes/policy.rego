# Each environment has its sizes.
package sluice.cost.sizes

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

tag := object.get(input, ["parameters", "environmentTag"], "environment")

labelled := object.get(
	input.review.object,
	["metadata", "labels", tag],
	object.get(input, ["parameters", "defaultEnvironment"], "development"),
)

environment := object.get(parameters, ["tags", tag], labelled)

used contains {"field": field, "size": parameters[field]} if {
	some field in ["instanceType", "dbInstanceClass", "cacheNodeType"]
	parameters[field]
}

used contains {"field": sprintf("instanceTypes[%d]", [index]), "size": size} if {
	some index, size in parameters.instanceTypes
}

# What EKS takes when nothing is said.
used contains {"field": "instanceTypes", "size": "t3.medium"} if {
	input.review.kind.kind == "NodeGroup"
	not parameters.instanceTypes
	not parameters.launchTemplate
}

violation contains {"msg": msg, "details": {"size": one.size, "environment": environment}} if {
	some one in used
	not allowed(one.size)
	msg := sprintf(
		"size %v is not allowed in environment %v: set spec.forProvider.%s to one of %s",
		[one.size, environment, one.field, concat(", ", sizes)],
	)
}

violation contains {"msg": msg, "details": {"environment": environment}} if {
	not configured
	msg := sprintf(
		"environment %v has no sizes: correct the tag or label %s, or have the environment added to parameters.sizes of this policy",
		[environment, tag],
	)
}

violation contains {"msg": msg, "details": {"environment": environment}} if {
	parameters.maxSize > input.parameters.maximumNodes[environment]
	msg := sprintf(
		"%v nodes are more than environment %v may have: set spec.forProvider.maxSize to at most %v",
		[parameters.maxSize, environment, input.parameters.maximumNodes[environment]],
	)
}

sizes := input.parameters.sizes[environment]

configured if is_array(sizes)

allowed(size) if size in sizes

allowed(size) if {
	some pattern in sizes
	endswith(pattern, "*")
	startswith(size, trim_suffix(pattern, "*"))
}
