# Data stays in the regions that were agreed on.
package sluice.aws.allowed_regions

# What the object asks for and, at the gate to the cloud, where the resource really would be.
regions contains input.review.object.spec.forProvider.region

regions contains input.change.external.region

violation contains {"msg": msg, "details": {"region": region}} if {
	some region in regions
	not region in input.parameters.regions
	msg := sprintf(
		"region %s is not allowed: set spec.forProvider.region to one of %s",
		[region, concat(", ", input.parameters.regions)],
	)
}

violation contains {"msg": "policy allowed-regions has no parameters.regions: give it the list of allowed regions"} if {
	not configured
}

configured if is_array(input.parameters.regions)
