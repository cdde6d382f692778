# Storage is easily made and hardly ever made smaller.
package sluice.cost.storage

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

maximum := object.get(input, ["parameters", "maximumGiB"], 500)

types := object.get(input, ["parameters", "storageTypes"], ["gp2", "gp3", "standard"])

violation contains {"msg": msg, "details": {"field": field}} if {
	some field, path in {
		"rootVolume.volumeSize": ["rootVolume", "volumeSize"],
		"allocatedStorage": ["allocatedStorage"],
		"maxAllocatedStorage": ["maxAllocatedStorage"],
		"diskSize": ["diskSize"],
	}
	size := object.get(parameters, path, 0)
	size > maximum
	msg := sprintf("%v GiB are more than allowed: set spec.forProvider.%s to at most %v", [size, field, maximum])
}

violation contains {"msg": msg, "details": {"field": field}} if {
	some field, path in {
		"rootVolume.volumeType": ["rootVolume", "volumeType"],
		"storageType": ["storageType"],
	}
	type := object.get(parameters, path, null)
	type != null
	not type in types
	msg := sprintf("storage of type %v is not allowed: set spec.forProvider.%s to one of %s", [type, field, concat(", ", types)])
}
