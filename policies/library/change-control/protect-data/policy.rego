# What holds data is deleted only on purpose: with a reason on the very object that goes.
package sluice.change.protect_data

resource := input.review.oldObject

violation contains {"msg": msg} if {
	input.review.operation == "DELETE"
	data_would_go
	reason == ""
	msg := sprintf(
		"%s %s holds data: to delete it, first annotate it with sluice.dev/allow-deletion and the reason",
		[input.review.kind.kind, input.review.name],
	)
}

default reason := ""

reason := trim_space(resource.metadata.annotations["sluice.dev/allow-deletion"])

# With management policies that leave out Delete, only the object in the cluster goes and the data stays.
data_would_go if not resource.spec.managementPolicies

data_would_go if {
	some policy in resource.spec.managementPolicies
	policy in {"*", "Delete"}
}
