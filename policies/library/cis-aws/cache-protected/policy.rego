# A cache is no less secret than the database behind it.
package sluice.cis.cache

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

minimum := object.get(input, ["parameters", "minimumSnapshotDays"], 1)

violation contains {"msg": "what the cache stores is not encrypted: set spec.forProvider.atRestEncryptionEnabled to true, which is possible only at its creation"} if {
	not parameters.atRestEncryptionEnabled == true
}

violation contains {"msg": "the cache can be used without TLS: set spec.forProvider.transitEncryptionEnabled to true, which is possible only at its creation"} if {
	not parameters.transitEncryptionEnabled == true
}

violation contains {"msg": "the cache asks for no password: set spec.forProvider.authTokenSecretRef, or userGroupIds"} if {
	not asks_who
}

violation contains {"msg": msg} if {
	not kept_long_enough
	msg := sprintf("snapshots are not kept for %v days: set spec.forProvider.snapshotRetentionLimit to that or more", [minimum])
}

# On is what AWS does of itself.
violation contains {"msg": "security fixes are not applied: set spec.forProvider.autoMinorVersionUpgrade to true"} if {
	object.get(parameters, "autoMinorVersionUpgrade", true) != true
}

warn contains {"msg": "the cache fails with one machine: set spec.forProvider.automaticFailoverEnabled to true and replicasPerNodeGroup to 1 or more"} if {
	not parameters.automaticFailoverEnabled == true
}

# no-plain-secrets objects to a token that stands in the object; it is a password all the same.
asks_who if parameters.authToken

asks_who if is_object(parameters.authTokenSecretRef)

asks_who if {
	is_array(parameters.userGroupIds)
	count(parameters.userGroupIds) > 0
}

kept_long_enough if object.get(parameters, "snapshotRetentionLimit", 0) >= minimum
