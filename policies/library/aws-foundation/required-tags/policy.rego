# Every resource carries the tags by which its owner and its bill are found.
package sluice.aws.required_tags

tags := object.get(input.review.object.spec.forProvider, "tags", {})

violation contains {"msg": msg, "details": {"missing": missing}} if {
	missing := {tag | some tag in input.parameters.tags; object.get(tags, tag, "") == ""}
	count(missing) > 0
	msg := sprintf("required tags are missing or empty: set %s in spec.forProvider.tags", [concat(", ", missing)])
}

# Without its parameters the policy would demand nothing and nobody would notice.
violation contains {"msg": "policy required-tags has no parameters.tags: give it the list of required tags"} if {
	not configured
}

configured if is_array(input.parameters.tags)
