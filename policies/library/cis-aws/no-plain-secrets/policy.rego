# What is secret is read from a Secret, not written into an object and so into Git. Policies see that a secret is there, never
# what it is.
package sluice.cis.plain_secrets

kind := input.review.kind.kind

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

pattern := object.get(
	input,
	["parameters", "pattern"],
	"(password|passwd|secret|token|credential|api[-_]?key|private[-_]?key|access[-_]?key)",
)

fields := {
	"DBInstance": "masterUserPassword",
	"ReplicationGroup": "authToken",
	"Secret": "secretString",
}

violation contains {"msg": msg, "details": {"field": field}} if {
	field := fields[kind]
	object.get(parameters, field, null) != null
	msg := sprintf(
		"a secret stands in the object: move spec.forProvider.%s into a Secret and name that in %sSecretRef",
		[field, field],
	)
}

violation contains {"msg": msg, "details": {"name": name}} if {
	kind == "Parameter"
	not parameters.type == "SecureString"
	name := object.get(
		input.review.object,
		["metadata", "annotations", "sluice.dev/external-name"],
		input.review.object.metadata.name,
	)
	called_secret(name)
	msg := sprintf(
		"%s is called like a secret and stored in plain text: set spec.forProvider.type to SecureString and give the value by secureValueSecretRef",
		[name],
	)
}

violation contains {"msg": msg, "details": {"variable": variable}} if {
	kind == "Function"
	some variable, value in parameters.environment
	called_secret(variable)
	not names_a_secret(variable, value)
	msg := sprintf(
		"spec.forProvider.environment.%s is called like a secret: have the function read it from Secrets Manager and give it the ARN",
		[variable],
	)
}

# With a pattern that cannot be read nothing would be found.
violation contains {"msg": "policy no-plain-secrets: parameters.pattern is no regular expression: correct it"} if {
	not regex.is_valid(pattern)
}

called_secret(name) if regex.match(pattern, lower(name))

# Where the secret is found is no secret.
names_a_secret(_, value) if startswith(value, "arn:")

names_a_secret(variable, _) if regex.match(`_(arn|name|id|path|url|ttl|seconds)$`, lower(variable))
