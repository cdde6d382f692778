# A tag says whose a resource is, and nobody can say that it is somebody else's.
package sluice.tenancy.tags

namespace := object.get(input.review, "namespace", "")

tag := object.get(input, ["parameters", "tag"], "team")

value := object.get(input.review.object, ["spec", "forProvider", "tags", tag], "")

violation contains {"msg": msg, "details": {"tag": tag, "value": value}} if {
	not value in allowed
	msg := sprintf(
		"the resource does not say that it is of namespace %s: set spec.forProvider.tags.%s to %s",
		[namespace, tag, concat(" or ", allowed)],
	)
}

violation contains {"msg": msg} if {
	not configured
	msg := sprintf("policy tenant-tags says nothing of namespace %s: add it to parameters.teams", [namespace])
}

configured if allowed

listed := object.get(input, ["parameters", "teams"], {})

# A namespace's own entry takes the place of the one for all others.
entry := object.get(listed, namespace, object.get(listed, "*", null))

allowed := [replace(one, "{namespace}", namespace) | some one in entry] if is_array(entry)
