# What has a policy of its own grants nothing to everybody. Buckets have theirs in no-public-bucket.
package sluice.cis.public_policy

kind := input.review.kind.kind

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": msg, "details": {"statement": label}} if {
	some index, statement in statements
	statement.Effect == "Allow"
	everyone(statement)
	not restricted(statement)
	label := object.get(statement, "Sid", index)
	msg := sprintf(
		"spec.forProvider.policy: statement %v grants access to everybody: name the principals, or restrict it by a condition such as aws:SourceArn or aws:PrincipalOrgID",
		[label],
	)
}

violation contains {"msg": "spec.forProvider.policy cannot be read: write an IAM policy document with a Statement"} if {
	parameters.policy
	not readable
}

violation contains {"msg": "everybody may call the function: set spec.forProvider.principal to a service, an account or an identity, or restrict it by principalOrgId"} if {
	kind == "Permission"
	parameters.principal == "*"
	not parameters.principalOrgId
}

# Without its source a service may call on behalf of anybody's resources.
violation contains {"msg": msg} if {
	kind == "Permission"
	endswith(parameters.principal, ".amazonaws.com")
	not source_named
	msg := sprintf(
		"%s may call the function on behalf of anybody: set spec.forProvider.sourceArn or sourceAccount",
		[parameters.principal],
	)
}

source_named if parameters.sourceAccount

source_named if parameters.principalOrgId

source_named if regex.match(`^arn:[a-z-]+:[a-z0-9-]+:[^:]*:[^:]*:[^*]`, parameters.sourceArn)

document := parameters.policy if is_object(parameters.policy)

document := json.unmarshal(parameters.policy) if is_string(parameters.policy)

statements := listed(document.Statement)

readable if {
	every statement in statements {
		is_object(statement)
	}
}

listed(value) := value if is_array(value)

listed(value) := [value] if not is_array(value)

everyone(statement) if statement.Principal == "*"

everyone(statement) if "*" in listed(statement.Principal.AWS)

# All but the named ones is everyone else.
everyone(statement) if statement.NotPrincipal

# Only a condition that must hold and names an origin keeps strangers out.
restricted(statement) if {
	some operator, keys in statement.Condition
	lower(operator) in {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress"}
	some key, value in keys
	lower(key) in {
		"aws:principalaccount",
		"aws:principalarn",
		"aws:principalorgid",
		"aws:principalorgpaths",
		"aws:sourceaccount",
		"aws:sourcearn",
		"aws:sourceip",
		"aws:sourceorgid",
		"aws:sourceowner",
		"aws:sourcevpc",
		"aws:sourcevpce",
		"kms:calleraccount",
	}
	values := listed(value)
	count(values) > 0
	every one in values {
		regex.match(`^[^*?]`, one)
		not regex.match(`/0+$`, one)
	}
}
