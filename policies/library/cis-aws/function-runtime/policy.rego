# A function runs on what still gets security fixes. Which runtimes do changes with time, so that the list is a parameter.
package sluice.cis.function

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": msg, "details": {"runtime": parameters.runtime}} if {
	parameters.runtime
	not parameters.runtime in input.parameters.runtimes
	msg := sprintf(
		"runtime %v is not one of those that get security fixes: set spec.forProvider.runtime to one of %s",
		[parameters.runtime, concat(", ", input.parameters.runtimes)],
	)
}

violation contains {"msg": "policy function-runtime has no parameters.runtimes: give it the list of runtimes that functions may have"} if {
	not configured
}

configured if {
	is_array(input.parameters.runtimes)
	every runtime in input.parameters.runtimes {
		is_string(runtime)
	}
}

warn contains {"msg": "calls of the function are not traced: set spec.forProvider.tracingMode to Active"} if {
	not parameters.tracingMode == "Active"
}
