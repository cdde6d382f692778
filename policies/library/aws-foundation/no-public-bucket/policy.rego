# A bucket is private when its public access block is on, in all four parts, and its policy grants nothing to everyone.
package sluice.aws.public_bucket

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

guards := {
	"blockPublicAcls",
	"blockPublicPolicy",
	"ignorePublicAcls",
	"restrictPublicBuckets",
}

violation contains {"msg": msg, "details": {"missing": missing}} if {
	missing := {guard | some guard in guards; not parameters.publicAccessBlock[guard] == true}
	count(missing) > 0
	msg := sprintf(
		"the bucket is open to public access: set spec.forProvider.publicAccessBlock.{%s} to true",
		[concat(",", missing)],
	)
}

violation contains {"msg": msg, "details": {"statement": label}} if {
	some index, statement in statements
	statement.Effect == "Allow"
	everyone(statement)
	not restricted(statement)
	label := object.get(statement, "Sid", sprintf("%d", [index]))
	msg := sprintf(
		"statement %v of the bucket policy grants access to everyone: name the principals in spec.forProvider.policy, or restrict it by a condition such as aws:SourceVpce or aws:PrincipalOrgID",
		[label],
	)
}

# A policy whose statements cannot be seen could hide anything.
violation contains {"msg": "the bucket policy has no Statement: spec.forProvider.policy must be an IAM policy document"} if {
	parameters.policy
	not readable
}

readable if is_array(statements)

document := parameters.policy if is_object(parameters.policy)

document := json.unmarshal(parameters.policy) if is_string(parameters.policy)

statements := document.Statement if is_array(document.Statement)

statements := [document.Statement] if is_object(document.Statement)

everyone(statement) if statement.Principal == "*"

everyone(statement) if statement.Principal.AWS == "*"

everyone(statement) if {
	some principal in statement.Principal.AWS
	principal == "*"
}

# All but the named ones is everyone else.
everyone(statement) if statement.NotPrincipal

# Only a condition that must be present in the request and names its origin keeps strangers out: with Not… a stranger
# passes, with …IfExists an anonymous request passes, and aws:SecureTransport holds for everybody with TLS.
restricted(statement) if {
	some operator, keys in statement.Condition
	lower(operator) in {
		"stringequals",
		"stringequalsignorecase",
		"stringlike",
		"arnequals",
		"arnlike",
		"ipaddress",
	}
	some key, value in keys
	lower(key) in restricting_keys
	narrow(value)
}

restricting_keys := {
	"aws:principalaccount",
	"aws:principalarn",
	"aws:principalorgid",
	"aws:principalorgpaths",
	"aws:sourceaccount",
	"aws:sourcearn",
	"aws:sourceip",
	"aws:sourceorgid",
	"aws:sourcevpc",
	"aws:sourcevpce",
	"aws:userid",
	"s3:dataaccesspointaccount",
	"s3:dataaccesspointarn",
}

wide := {"*", "0.0.0.0/0", "::/0", ""}

narrow(value) if {
	is_string(value)
	not value in wide
}

narrow(values) if {
	is_array(values)
	count(values) > 0
	every value in values {
		not value in wide
	}
}
