# Key material grows old. Only symmetric keys can be rotated by KMS.
package sluice.cis.key_rotation

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": "the key is never rotated: set spec.forProvider.enableKeyRotation to true"} if {
	object.get(parameters, "keySpec", "SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT"
	not parameters.enableKeyRotation == true
}
