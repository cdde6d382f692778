# Names in an account are shared, so that each namespace has prefixes of its own.
package sluice.tenancy.names

namespace := object.get(input.review, "namespace", "")

name := object.get(
	input.review.object,
	["metadata", "annotations", "sluice.dev/external-name"],
	object.get(input.review.object, ["metadata", "name"], ""),
)

violation contains {"msg": msg, "details": {"name": name}} if {
	not begins_well
	msg := sprintf(
		"the name %v is not one of namespace %s: begin metadata.name, or the annotation sluice.dev/external-name, with %s",
		[name, namespace, concat(" or ", allowed)],
	)
}

violation contains {"msg": msg} if {
	not configured
	msg := sprintf("policy tenant-names says nothing of namespace %s: add it to parameters.prefixes", [namespace])
}

begins_well if strings.any_prefix_match(trim_prefix(trim_prefix(name, "alias/"), "/"), allowed)

configured if allowed

listed := object.get(input, ["parameters", "prefixes"], {})

# A namespace's own entry takes the place of the one for all others.
entry := object.get(listed, namespace, object.get(listed, "*", null))

allowed := [replace(one, "{namespace}", namespace) | some one in entry] if is_array(entry)
