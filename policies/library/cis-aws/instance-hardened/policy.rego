# A machine keeps its credentials and its disk to itself.
package sluice.cis.instance

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": "credentials can be fetched from the instance without a token: set spec.forProvider.metadataOptions.httpTokens to required (IMDSv2)"} if {
	not parameters.metadataOptions.httpTokens == "required"
	not parameters.metadataOptions.httpEndpoint == "disabled"
}

violation contains {"msg": "the instance's disk is not encrypted: set spec.forProvider.rootVolume.encrypted to true"} if {
	not parameters.rootVolume.encrypted == true
}
