# Reserved capacity is paid for, used or not; that of indexes too.
package sluice.cost.capacity

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

limits := {
	"readCapacityUnits": object.get(input, ["parameters", "maximumReadUnits"], 1000),
	"writeCapacityUnits": object.get(input, ["parameters", "maximumWriteUnits"], 500),
}

reserved(unit) := array.concat(
	[units | units := parameters.provisionedThroughput[unit]],
	[units | some index in parameters.globalSecondaryIndexes; units := index.provisionedThroughput[unit]],
)

violation contains {"msg": msg, "details": {"unit": unit, "reserved": total}} if {
	some unit, limit in limits
	total := sum(reserved(unit))
	total > limit
	msg := sprintf(
		"the table and its indexes reserve %v %s, more than %v: lower spec.forProvider.provisionedThroughput.%s, or set billingMode to PAY_PER_REQUEST",
		[total, unit, limit, unit],
	)
}

violation contains {"msg": msg} if {
	some unit, _ in limits
	some units in reserved(unit)
	not is_number(units)
	msg := sprintf("%s must be a number", [unit])
}
