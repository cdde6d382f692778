# The cloud is changed by a commit that somebody reviewed. In an emergency, a reason breaks the glass and is recorded.
package sluice.change.git_only

violation contains {"msg": msg} if {
	outside
	reason == ""
	msg := sprintf(
		"%s %s is changed in Git only: commit the change, or in an emergency annotate the object with sluice.dev/break-glass and the reason",
		[input.review.kind.kind, input.review.name],
	)
}

warn contains {"msg": msg, "details": {"reason": reason, "user": user}} if {
	outside
	reason != ""
	msg := sprintf("break-glass by %s: %s", [user, reason])
}

# Sluice's own requests carry a source: they were judged on their way from Git.
outside if {
	not input.change.source
	not trusted
	not nothing_of_weight
}

default user := "an unknown user"

user := input.review.userInfo.username

trusted if strings.any_prefix_match(input.review.userInfo.username, input.parameters.trustedUsers)

default reason := ""

# On the object as it would be: what is removed in the same request breaks no glass.
reason := trim_space(input.review.object.metadata.annotations[glass])

reason := trim_space(input.review.oldObject.metadata.annotations[glass]) if not input.review.object

glass := "sluice.dev/break-glass"

# Asking Sluice to look again, approving a plan that Git wishes, and tidying up after an emergency change no wish.
nothing_of_weight if {
	input.review.operation == "UPDATE"
	weight(input.review.object) == weight(input.review.oldObject)
	not glass_is_broken_now
}

weight(resource) := {
	"spec": object.get(resource, "spec", {}),
	"labels": object.get(resource.metadata, "labels", {}),
	"finalizers": object.get(resource.metadata, "finalizers", []),
	"annotations": object.remove(
		object.get(resource.metadata, "annotations", {}),
		{
			glass,
			"sluice.dev/approved-plan",
			"sluice.dev/reconcile-requested-at",
			"reconcile.fluxcd.io/requestedAt",
		},
	),
}

glass_is_broken_now if {
	broken := input.review.object.metadata.annotations[glass]
	not broken == input.review.oldObject.metadata.annotations[glass]
}
