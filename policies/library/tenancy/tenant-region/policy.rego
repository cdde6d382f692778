# Each namespace has its regions.
package sluice.tenancy.region

namespace := object.get(input.review, "namespace", "")

# What the object asks for and, at the gate to the cloud, where the resource really would be. Global services have none.
used contains input.review.object.spec.forProvider.region

used contains input.change.external.region if input.review.object.spec.forProvider.region

violation contains {"msg": msg, "details": {"region": region}} if {
	some region in used
	not region in allowed
	msg := sprintf(
		"namespace %s may not use region %v: set spec.forProvider.region to one of %s",
		[namespace, region, concat(", ", allowed)],
	)
}

violation contains {"msg": msg} if {
	not configured
	msg := sprintf("policy tenant-region says nothing of namespace %s: add it to parameters.regions", [namespace])
}

configured if allowed

listed := object.get(input, ["parameters", "regions"], {})

# A namespace's own entry takes the place of the one for all others.
entry := object.get(listed, namespace, object.get(listed, "*", null))

allowed := [replace(one, "{namespace}", namespace) | some one in entry] if is_array(entry)
