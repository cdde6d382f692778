# Somebody on call raised a table's capacity in the cloud. Putting it back would cut the capacity in the middle of the
# emergency, so the difference is reported and left alone until Git says what is to be.
package sluice.change.capacity_cut

violation contains {"msg": msg, "details": {"path": field.path, "before": field.before, "after": field.after}} if {
	some field in input.change.diff
	field.reason == "drift"
	field.path in {"provisionedThroughput.readCapacityUnits", "provisionedThroughput.writeCapacityUnits"}
	field.after < field.before
	msg := sprintf(
		"%s was raised in the cloud from %d to %d and is left there: write the new value into Git, or put it back by hand",
		[field.path, field.after, field.before],
	)
}

# The same for an index, of which the difference shows the whole list.
violation contains {"msg": msg, "details": {"path": path, "before": before, "after": after}} if {
	some field in input.change.diff
	field.reason == "drift"
	field.path == "globalSecondaryIndexes"
	some was in field.before
	some wanted in field.after
	was.name == wanted.name
	some units in ["readCapacityUnits", "writeCapacityUnits"]
	before := was.provisionedThroughput[units]
	after := wanted.provisionedThroughput[units]
	after < before
	path := sprintf("globalSecondaryIndexes[%s].provisionedThroughput.%s", [was.name, units])
	msg := sprintf(
		"%s was raised in the cloud from %d to %d and is left there: write the new value into Git, or put it back by hand",
		[path, after, before],
	)
}

# On demand there is no limit to speak of; going back to provisioned capacity sets one.
violation contains {"msg": msg, "details": {"path": "billingMode", "before": field.before, "after": field.after}} if {
	some field in input.change.diff
	field.reason == "drift"
	field.path == "billingMode"
	field.before == "PAY_PER_REQUEST"
	field.after == "PROVISIONED"
	msg := "billingMode was set to PAY_PER_REQUEST in the cloud and is left there: write it into Git, or put it back by hand"
}
