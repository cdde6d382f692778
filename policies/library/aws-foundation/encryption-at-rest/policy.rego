# Data at rest is encrypted by a setting that is written down, not by a default that may differ elsewhere. With
# parameters.customerManagedKeys the key is one that the account controls and can withdraw.
package sluice.aws.encryption

kind := input.review.kind.kind

parameters := input.review.object.spec.forProvider

violation contains {"msg": "the bucket's encryption is not set: set spec.forProvider.encryption.algorithm to AES256 or aws:kms"} if {
	kind == "Bucket"
	not parameters.encryption.algorithm
}

violation contains {"msg": "the queue is not encrypted: set spec.forProvider.sqsManagedSseEnabled to true, or kmsMasterKeyId to a key"} if {
	kind == "Queue"
	not queue_encrypted
}

violation contains {"msg": "the bucket must be encrypted with a key of your own: set spec.forProvider.encryption.algorithm to aws:kms and kmsKeyId or kmsKeyRef to that key"} if {
	own_keys
	kind == "Bucket"
	parameters.encryption.algorithm
	not bucket_has_own_key
}

violation contains {"msg": "the queue must be encrypted with a key of your own: set spec.forProvider.kmsMasterKeyId to that key"} if {
	own_keys
	kind == "Queue"
	queue_encrypted
	not queue_has_own_key
}

# DynamoDB encrypts every table; what can be asked for is whose key it uses.
violation contains {"msg": "the table must be encrypted with a key of your own: set spec.forProvider.serverSideEncryption.enabled to true and kmsKeyId or kmsKeyRef to that key"} if {
	own_keys
	kind == "Table"
	not table_has_own_key
}

own_keys if input.parameters.customerManagedKeys == true

queue_encrypted if parameters.sqsManagedSseEnabled == true

queue_encrypted if {
	is_string(parameters.kmsMasterKeyId)
	parameters.kmsMasterKeyId != ""
}

bucket_has_own_key if {
	startswith(parameters.encryption.algorithm, "aws:kms")
	own_key(parameters.encryption.kmsKeyId)
}

# A Key in the cluster is one of the account's own.
bucket_has_own_key if {
	startswith(parameters.encryption.algorithm, "aws:kms")
	parameters.encryption.kmsKeyRef.name != ""
}

queue_has_own_key if own_key(parameters.kmsMasterKeyId)

table_has_own_key if {
	parameters.serverSideEncryption.enabled == true
	own_key(parameters.serverSideEncryption.kmsKeyId)
}

table_has_own_key if {
	parameters.serverSideEncryption.enabled == true
	parameters.serverSideEncryption.kmsKeyRef.name != ""
}

# alias/aws/… names a key that AWS manages.
own_key(key) if {
	key != ""
	not contains(key, "alias/aws/")
}
