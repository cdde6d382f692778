# A deleted file in Git, a kubectl delete too many, a deleted namespace: none of them may take data along by accident. The
# annotation is read from the object as it stands, so it is a step of its own, before the deletion.
package sluice.protect_data

violation contains {"msg": msg} if {
	input.change.operation == "delete"
	not allowed
	msg := sprintf("%s %s holds data and is not deleted: first set its annotation sluice.dev/allow-deletion to the reason, then delete it.", [input.review.kind.kind, input.review.name])
}

allowed if trim_space(input.review.oldObject.metadata.annotations["sluice.dev/allow-deletion"]) != ""
