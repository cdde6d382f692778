# A bucket that strangers can reach is the commonest leak there is. Both ways in are closed: the four guards of S3, and a
# bucket policy that gives everyone something. The guards would overrule such a policy, but only until someone opens them.
package sluice.no_public_bucket

guards := ["blockPublicAcls", "ignorePublicAcls", "blockPublicPolicy", "restrictPublicBuckets"]

settings := input.review.object.spec.forProvider

violation contains {"msg": msg} if {
	judged
	open := [guard | some guard in guards; not settings.publicAccessBlock[guard] == true]
	count(open) > 0
	msg := sprintf("Bucket %s can be made public: set %s to true in spec.forProvider.publicAccessBlock.", [input.review.name, concat(", ", open)])
}

violation contains {"msg": msg} if {
	judged
	some i, statement in statements
	statement.Effect == "Allow"
	everyone(statement)
	not limited(statement)
	msg := sprintf("Bucket %s is public: statement %s of spec.forProvider.policy allows everyone; name the principals, or limit it with a Condition.", [input.review.name, title(i, statement)])
}

violation contains {"msg": msg} if {
	judged
	present(settings.policy)
	not readable
	msg := sprintf("Bucket %s has a bucket policy that cannot be read: write spec.forProvider.policy as an object with Statement, a list of objects.", [input.review.name])
}

default judged := false

judged if {
	input.change.operation in {"create", "update"}
	not leaving
}

# A finalizer comes off with an update, which must not fail for the settings of what is going anyway.
leaving if {
	input.change.gate == "admission"
	input.review.oldObject.metadata.deletionTimestamp
}

# IAM takes one statement without a list around it.
statements := settings.policy.Statement if is_array(settings.policy.Statement)

statements := [settings.policy.Statement] if is_object(settings.policy.Statement)

readable if {
	every statement in statements {
		is_object(statement)
	}
}

everyone(statement) if statement.Principal == "*"

everyone(statement) if statement.Principal[_] == "*"

everyone(statement) if statement.Principal[_][_] == "*"

# Everyone but a few.
everyone(statement) if present(statement.NotPrincipal)

limited(statement) if {
	is_object(statement.Condition)
	count(statement.Condition) > 0
}

present(value) if value != null

title(_, statement) := statement.Sid

title(i, statement) := sprintf("%d", [i + 1]) if not statement.Sid
