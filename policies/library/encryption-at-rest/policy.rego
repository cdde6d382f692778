# What lies on a disk is unreadable without its key. DynamoDB always encrypts, with a key of AWS unless told otherwise; S3 has
# a default that a bucket should not have to rely on; SQS can be told not to.
package sluice.encryption_at_rest

settings := input.review.object.spec.forProvider

subject := sprintf("%s %s", [input.review.kind.kind, input.review.name])

violation contains {"msg": msg} if {
	judged
	input.review.kind.kind == "Bucket"
	not filled(settings.encryption.algorithm)
	msg := sprintf("%s does not say how it is encrypted at rest: set spec.forProvider.encryption.algorithm to AES256 or aws:kms.", [subject])
}

violation contains {"msg": msg} if {
	judged
	input.review.kind.kind == "Queue"
	not filled(settings.kmsMasterKeyId)
	not settings.sqsManagedSseEnabled == true
	msg := sprintf("%s is not encrypted at rest: set spec.forProvider.kmsMasterKeyId to a KMS key, or sqsManagedSseEnabled to true.", [subject])
}

violation contains {"msg": msg} if {
	judged
	input.parameters.requireCustomerKey == true
	field := key_field[input.review.kind.kind]
	not own_key
	msg := sprintf("%s is not encrypted with a KMS key of your own: set spec.forProvider.%s to its id or ARN.", [subject, field])
}

key_field := {
	"Bucket": "encryption.kmsKeyId",
	"Queue": "kmsMasterKeyId",
	"Table": "serverSideEncryption.kmsKeyId",
}

own_key if {
	key := object.get(settings, split(key_field[input.review.kind.kind], "."), "")
	filled(key)

	# The keys that AWS keeps in every account.
	not contains(key, "alias/aws/")
	not switched_off
}

switched_off if {
	input.review.kind.kind == "Table"
	not settings.serverSideEncryption.enabled == true
}

filled(value) if {
	is_string(value)
	trim_space(value) != ""
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
