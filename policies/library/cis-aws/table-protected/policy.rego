# What is in a table survives mistakes. Whose key encrypts it is judged by encryption-at-rest.
package sluice.cis.table

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": "the table cannot be restored: set spec.forProvider.pointInTimeRecovery.enabled to true"} if {
	not parameters.pointInTimeRecovery.enabled == true
}

violation contains {"msg": "the table can be deleted by mistake: set spec.forProvider.deletionProtectionEnabled to true"} if {
	not parameters.deletionProtectionEnabled == true
}

warn contains {"msg": "the table's capacity does not follow demand: set spec.forProvider.billingMode to PAY_PER_REQUEST, or provisionedThroughput.autoscaled to true"} if {
	parameters.provisionedThroughput
	not parameters.provisionedThroughput.autoscaled == true
}
