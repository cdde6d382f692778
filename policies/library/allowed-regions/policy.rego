# Where data lies decides which law holds for it, and what runs in a region nobody watches is found too late.
package sluice.allowed_regions

violation contains {"msg": msg} if {
	judged
	allowed := object.get(input, ["parameters", "regions"], [])
	region := object.get(input.review, ["object", "spec", "forProvider", "region"], "")
	not region in allowed
	msg := sprintf("%s %s is in region %s, which is not allowed: set spec.forProvider.region to one of: %s.", [input.review.kind.kind, input.review.name, shown(region), concat(", ", allowed)])
}

shown(region) := region if region != ""

shown(region) := "(none)" if region == ""

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
