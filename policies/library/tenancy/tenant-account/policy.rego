# A namespace builds in its own accounts.
package sluice.tenancy.account

namespace := object.get(input.review, "namespace", "")

config := object.get(input.review.object, ["spec", "providerConfigRef", "name"], "default")

violation contains {"msg": msg, "details": {"providerConfig": config}} if {
	not one_of(config, allowed)
	msg := sprintf(
		"namespace %s may not use the provider configuration %v: set spec.providerConfigRef.name to one of %s",
		[namespace, config, concat(", ", allowed)],
	)
}

violation contains {"msg": msg} if {
	not configured
	msg := sprintf("policy tenant-account says nothing of namespace %s: add it to parameters.accounts", [namespace])
}

configured if allowed

listed := object.get(input, ["parameters", "accounts"], {})

# A namespace's own entry takes the place of the one for all others.
entry := object.get(listed, namespace, object.get(listed, "*", null))

allowed := [replace(one, "{namespace}", namespace) | some one in entry] if is_array(entry)

one_of(text, patterns) if text in patterns

one_of(text, patterns) if {
	some pattern in patterns
	endswith(pattern, "*")
	startswith(text, trim_suffix(pattern, "*"))
}
