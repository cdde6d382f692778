# A resource without an owner is paid for by nobody and deleted by nobody.
package sluice.required_tags

violation contains {"msg": msg, "details": {"missing": missing}} if {
	judged
	missing := [tag | some tag in input.parameters.tags; not filled(tag)]
	count(missing) > 0
	msg := sprintf("%s %s lacks %s: set them in spec.forProvider.tags.", [input.review.kind.kind, input.review.name, concat(", ", missing)])
}

violation contains {"msg": msg} if {
	judged
	not is_array(input.parameters.tags)
	msg := "The Policy names no tags: set spec.parameters.tags of the Policy to a list."
}

filled(tag) if trim_space(input.review.object.spec.forProvider.tags[tag]) != ""

default judged := false

judged if {
	input.change.operation in {"create", "update"}
	not leaving
}

# A finalizer comes off with an update, which must not fail for the settings of what is going anyway.
leaving if {
	input.change.gate == "admission"
	input.review.oldObject.metadata.deletionTimestamp
}
