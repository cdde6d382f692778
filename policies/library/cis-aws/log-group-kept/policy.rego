# Logs are still there when somebody has to look.
package sluice.cis.log_group

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

minimum := object.get(input, ["parameters", "minimumDays"], 30)

violation contains {"msg": msg} if {
	parameters.retentionInDays
	not kept_long_enough
	msg := sprintf("logs are kept for %v days only: set spec.forProvider.retentionInDays to %v or more", [parameters.retentionInDays, minimum])
}

violation contains {"msg": "the logs must be encrypted with a key of your own: set spec.forProvider.kmsKeyRef to a Key, or kmsKeyId to its ARN"} if {
	object.get(input, ["parameters", "customerManagedKeys"], false) != false
	not parameters.kmsKeyId
	not parameters.kmsKeyRef
}

kept_long_enough if {
	is_number(parameters.retentionInDays)
	parameters.retentionInDays >= minimum
}
