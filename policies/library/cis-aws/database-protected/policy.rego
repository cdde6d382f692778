# A database is encrypted and private, and survives mistakes.
package sluice.cis.database

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

minimum := object.get(input, ["parameters", "minimumBackupDays"], 7)

violation contains {"msg": "the database's storage is not encrypted: set spec.forProvider.storageEncrypted to true, which is possible only at its creation"} if {
	not parameters.storageEncrypted == true
}

violation contains {"msg": "the database may be reached from the internet: set spec.forProvider.publiclyAccessible to false"} if {
	not parameters.publiclyAccessible == false
}

# On is what AWS does of itself.
violation contains {"msg": "security fixes are not applied: set spec.forProvider.autoMinorVersionUpgrade to true"} if {
	object.get(parameters, "autoMinorVersionUpgrade", true) != true
}

violation contains {"msg": msg} if {
	not kept_long_enough
	msg := sprintf("backups are not kept for %v days: set spec.forProvider.backupRetentionPeriod to that or more", [minimum])
}

violation contains {"msg": "the database can be deleted by mistake: set spec.forProvider.deletionProtection to true"} if {
	not parameters.deletionProtection == true
}

violation contains {"msg": "what is in the database is lost with it: leave out spec.forProvider.skipFinalSnapshot and name a finalSnapshotIdentifier"} if {
	parameters.skipFinalSnapshot == true
}

warn contains {"msg": "the database fails with its availability zone: set spec.forProvider.multiAz to true"} if {
	not parameters.multiAz == true
}

kept_long_enough if {
	is_number(parameters.backupRetentionPeriod)
	parameters.backupRetentionPeriod >= minimum
}
