package sluice.aws.encryption_test

import data.sluice.aws.encryption

change(kind, parameters, policy_parameters) := {
	"review": {"kind": {"kind": kind}, "object": {"spec": {"forProvider": parameters}}},
	"parameters": policy_parameters,
}

said(kind, parameters, policy_parameters) := {v.msg |
	some v in encryption.violation with input as change(kind, parameters, policy_parameters)
}

own := {"customerManagedKeys": true}

key := "arn:aws:kms:eu-west-1:111122223333:key/k"

test_bucket_with_encryption_is_admitted if {
	every algorithm in ["AES256", "aws:kms", "aws:kms:dsse"] {
		count(said("Bucket", {"encryption": {"algorithm": algorithm}}, {})) == 0
	}
}

test_bucket_without_encryption_is_refused if {
	some message in said("Bucket", {"region": "eu-west-1"}, {})
	contains(message, "spec.forProvider.encryption.algorithm")
}

test_queue_with_either_encryption_is_admitted if {
	count(said("Queue", {"sqsManagedSseEnabled": true}, {})) == 0
	count(said("Queue", {"kmsMasterKeyId": "alias/aws/sqs"}, {})) == 0
}

test_queue_without_encryption_is_refused if {
	count(said("Queue", {}, {})) == 1
	count(said("Queue", {"sqsManagedSseEnabled": false}, {})) == 1
	count(said("Queue", {"kmsMasterKeyId": ""}, {})) == 1
}

test_table_is_always_encrypted if {
	count(said("Table", {}, {})) == 0
	count(said("Table", {"serverSideEncryption": {"enabled": false}}, {})) == 0
}

test_own_keys_are_admitted_where_demanded if {
	count(said("Bucket", {"encryption": {"algorithm": "aws:kms", "kmsKeyId": key}}, own)) == 0
	count(said("Queue", {"kmsMasterKeyId": key}, own)) == 0
	count(said("Table", {"serverSideEncryption": {"enabled": true, "kmsKeyId": key}}, own)) == 0
}

test_a_key_of_the_cluster_is_one_of_your_own if {
	ref := {"name": "orders"}
	count(said("Bucket", {"encryption": {"algorithm": "aws:kms", "kmsKeyRef": ref}}, own)) == 0
	count(said("Bucket", {"encryption": {"algorithm": "AES256", "kmsKeyRef": ref}}, own)) == 1
	count(said("Table", {"serverSideEncryption": {"enabled": true, "kmsKeyRef": ref}}, own)) == 0
	count(said("Table", {"serverSideEncryption": {"enabled": false, "kmsKeyRef": ref}}, own)) == 1
}

test_other_keys_are_refused_where_own_ones_are_demanded if {
	count(said("Bucket", {"encryption": {"algorithm": "AES256"}}, own)) == 1
	count(said("Bucket", {"encryption": {"algorithm": "aws:kms"}}, own)) == 1
	count(said("Queue", {"sqsManagedSseEnabled": true}, own)) == 1
	count(said("Queue", {"kmsMasterKeyId": "alias/aws/sqs"}, own)) == 1
	count(said("Table", {}, own)) == 1
	count(said("Table", {"serverSideEncryption": {"enabled": true}}, own)) == 1
}
