# Messages are encrypted while they wait. Queues are judged by encryption-at-rest.
package sluice.cis.topic

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": "the topic is not encrypted: set spec.forProvider.kmsMasterKeyRef to a Key, or kmsMasterKeyId to a key"} if {
	not encrypted
}

encrypted if {
	is_string(parameters.kmsMasterKeyId)
	parameters.kmsMasterKeyId != ""
}

encrypted if is_object(parameters.kmsMasterKeyRef)
