# Logs that nobody reads any more go.
package sluice.cost.log_retention

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

maximum := object.get(input, ["parameters", "maximumDays"], 400)

violation contains {"msg": msg} if {
	not forgets
	msg := sprintf("the log group keeps its logs too long or for ever: set spec.forProvider.retentionInDays to at most %v", [maximum])
}

forgets if {
	is_number(parameters.retentionInDays)
	parameters.retentionInDays <= maximum
}
