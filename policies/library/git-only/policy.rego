# What is not in Git was reviewed by nobody, and the next sync takes it back. In an emergency the glass can be broken: with a
# reason, which is recorded.
package sluice.git_only

violation contains {"msg": msg} if {
	outside_git
	not broken_glass
	msg := sprintf("%s %s is changed outside Git by %s: commit the change to the repository instead; in an emergency first set the annotation sluice.dev/break-glass to the reason.", [input.review.kind.kind, input.review.name, user])
}

warn contains {"msg": msg, "details": {"reason": broken_glass, "user": user}} if {
	outside_git
	msg := sprintf("%s %s is changed outside Git by %s, who broke the glass: %s. Bring the change into the repository, and take the annotation sluice.dev/break-glass off.", [input.review.kind.kind, input.review.name, user, broken_glass])
}

outside_git if {
	not input.change.source
	not trusted
	not only_remarks
}

user := object.get(input.review, ["userInfo", "username"], "an unknown user")

trusted if {
	some prefix in input.parameters.trustedUsers
	prefix != ""
	startswith(input.review.userInfo.username, prefix)
}

broken_glass := reason if {
	reason := trim_space(marked.metadata.annotations["sluice.dev/break-glass"])
	reason != ""
}

# On deletion there is only the object as it was.
marked := input.review.object

marked := input.review.oldObject if not input.review.object

# Annotations that say nothing of the desired state. Were they held too, nobody could take the mark off again.
remarks := {
	"sluice.dev/break-glass",
	"sluice.dev/reconcile-requested-at",
	"reconcile.fluxcd.io/requestedAt",
	"kubectl.kubernetes.io/last-applied-configuration",
}

only_remarks if {
	input.change.operation == "update"
	wish(input.review.object) == wish(input.review.oldObject)
	not broken_glass
}

wish(changed) := {
	"object": json.remove(changed, ["status", "metadata/managedFields", "metadata/resourceVersion", "metadata/generation", "metadata/annotations"]),
	"annotations": object.remove(object.get(changed, ["metadata", "annotations"], {}), remarks),
}
