# Someone who raises a table's capacity by hand at night does it for a reason. Putting it back to what Git says would throttle
# the very load it was raised for, so that drift is reported and left alone. What Git itself lowers is lowered.
package sluice.no_capacity_cut

units := ["readCapacityUnits", "writeCapacityUnits"]

violation contains {"msg": msg, "details": cut} if {
	some cut in cuts
	msg := sprintf("Table %s has %d %s in the cloud and %d in Git: a raise by hand is not taken back. Bring it into the repository, or lower it in the cloud when the load is gone.", [input.review.name, cut.before, cut.unit, cut.after])
}

violation contains {"msg": msg} if {
	some field in drift
	field.path == "billingMode"
	field.before == "PAY_PER_REQUEST"
	field.after == "PROVISIONED"
	msg := sprintf("Table %s was switched to on-demand capacity by hand, which is not taken back. Bring billingMode PAY_PER_REQUEST into the repository, or set PROVISIONED in the cloud when the load is gone.", [input.review.name])
}

drift contains field if {
	some field in input.change.diff
	field.reason == "drift"
}

cuts contains {"unit": unit, "before": field.before, "after": field.after} if {
	some field in drift
	some unit in units
	field.path == concat(".", ["provisionedThroughput", unit])
	field.after < field.before
}

# A very large difference is shown by its topmost fields.
cuts contains {"unit": unit, "before": field.before[unit], "after": field.after[unit]} if {
	some field in drift
	some unit in units
	field.path == "provisionedThroughput"
	field.after[unit] < field.before[unit]
}
