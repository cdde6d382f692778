# An image is scanned, and stays what it was.
package sluice.cis.repository

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": "images are not scanned: set spec.forProvider.scanOnPush to true"} if {
	not parameters.scanOnPush == true
}

# With IMMUTABLE_WITH_EXCLUSION somebody wrote down which tags move.
violation contains {"msg": "tags can be moved to other images: set spec.forProvider.imageTagMutability to IMMUTABLE, or to IMMUTABLE_WITH_EXCLUSION with the tags that may move"} if {
	not tags_stay
}

tags_stay if parameters.imageTagMutability in {"IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"}

violation contains {"msg": "every tag can be moved: name fewer in spec.forProvider.imageTagMutabilityExclusionFilters"} if {
	parameters.imageTagMutability == "IMMUTABLE_WITH_EXCLUSION"
	some excluded in parameters.imageTagMutabilityExclusionFilters
	replace(excluded.filter, "*", "") == ""
}

warn contains {"msg": "the repository keeps every image for ever: write spec.forProvider.lifecyclePolicy"} if {
	not parameters.lifecyclePolicy.rules
}
