package sluice.cis.database_test

import data.sluice.cis.database

good := {
	"storageEncrypted": true,
	"publiclyAccessible": false,
	"backupRetentionPeriod": 7,
	"deletionProtection": true,
	"multiAz": true,
}

change(parameters) := {"review": {"object": {"spec": {"forProvider": parameters}}}, "parameters": {}}

said(extra) := {v.msg | some v in database.violation with input as change(object.union(good, extra))}

test_a_protected_database_is_admitted if {
	count(said({})) == 0
	count(said({"autoMinorVersionUpgrade": true, "skipFinalSnapshot": false, "backupRetentionPeriod": 35})) == 0
	count(database.warn) == 0 with input as change(good)
}

test_each_gap_is_named_with_its_field if {
	every field, value in {
		"storageEncrypted": false,
		"publiclyAccessible": true,
		"autoMinorVersionUpgrade": false,
		"backupRetentionPeriod": 6,
		"deletionProtection": false,
		"skipFinalSnapshot": true,
	} {
		some message in said({field: value})
		contains(message, sprintf("spec.forProvider.%s", [field]))
	}
}

test_text_is_no_boolean_and_no_number if {
	every field, value in {
		"storageEncrypted": "true",
		"publiclyAccessible": "false",
		"autoMinorVersionUpgrade": "true",
		"backupRetentionPeriod": "30",
		"deletionProtection": "true",
	} {
		count(said({field: value})) == 1
	}
}

test_what_is_not_said_is_not_so if {
	count(database.violation) == 4 with input as change({})
	count(database.violation) == 4 with input as {"review": {"object": {}}}
	count(database.warn) == 1 with input as change({})
}

test_what_is_for_the_creation_alone_counts if {
	count(database.violation) == 1 with input as {"review": {"object": {"spec": {
		"forProvider": good,
		"initProvider": {"skipFinalSnapshot": true},
	}}}}
}

test_the_days_are_a_parameter if {
	days := object.union(change(good), {"parameters": {"minimumBackupDays": 14}})
	some v in database.violation with input as days
	contains(v.msg, "kept for 14 days")
}
