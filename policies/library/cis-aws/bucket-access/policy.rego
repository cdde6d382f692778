# A bucket is reached with TLS only, by policies only, and who reached it can be read afterwards.
package sluice.cis.bucket_access

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": "the bucket can be used without TLS: add a statement to spec.forProvider.policy that denies s3:* on the bucket and its objects to everybody where Bool aws:SecureTransport is \"false\""} if {
	not tls_only
}

violation contains {"msg": msg} if {
	parameters.objectOwnership
	parameters.objectOwnership != "BucketOwnerEnforced"
	msg := sprintf("access lists have effect with %v: set spec.forProvider.objectOwnership to BucketOwnerEnforced and use policies", [parameters.objectOwnership])
}

warn contains {"msg": "nobody will know who used the bucket: set spec.forProvider.logging.targetBucketRef (or targetBucket) to the bucket that keeps the logs"} if {
	not logs
	not keeps_logs
}

document := parameters.policy if is_object(parameters.policy)

document := json.unmarshal(parameters.policy) if is_string(parameters.policy)

statements := listed(document.Statement)

listed(value) := value if is_array(value)

listed(value) := [value] if not is_array(value)

tls_only if {
	some statement in statements
	statement.Effect == "Deny"
	everyone(statement.Principal)
	some action in listed(statement.Action)
	lower(action) in {"s3:*", "*"}
	covers_bucket(statement)
	covers_objects(statement)
	count(statement.Condition) == 1
	only_without_tls(statement.Condition)
}

everyone(principal) if principal == "*"

everyone(principal) if "*" in listed(principal.AWS)

# Other conditions beside it would have to hold too, and leave a gap.
only_without_tls(condition) if {
	some operator, keys in condition
	lower(operator) == "bool"
	count(keys) == 1
	some key, value in keys
	lower(key) == "aws:securetransport"
	some one in listed(value)
	one in {"false", false}
}

covers_bucket(statement) if {
	some resource in listed(statement.Resource)
	not contains(resource, "/")
}

covers_objects(statement) if {
	some resource in listed(statement.Resource)
	endswith(resource, "*")
	not regex.match(`/.+\*$`, resource)
}

logs if parameters.logging.targetBucket

logs if parameters.logging.targetBucketRef

# A bucket that gets logs would log its own logging.
keeps_logs if {
	some statement in statements
	statement.Effect == "Allow"
	"logging.s3.amazonaws.com" in listed(statement.Principal.Service)
}
