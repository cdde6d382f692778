# Nobody may do everything: who holds such a policy owns the account.
package sluice.cis.iam_admin

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

documents contains {"field": "spec.forProvider.document", "document": parameters.document}

documents contains {"field": field, "document": policy.document} if {
	some index, policy in parameters.inlinePolicies
	field := sprintf("spec.forProvider.inlinePolicies[%v].document", [object.get(policy, "name", index)])
}

violation contains {"msg": msg, "details": {"field": found.field, "statement": label}} if {
	some found in documents
	some index, statement in statements(found.document)
	statement.Effect == "Allow"
	every_action(statement)
	every_resource(statement)
	label := object.get(statement, "Sid", index)
	msg := sprintf(
		"%s: statement %v allows everything on everything: name the actions and the resources that are needed",
		[found.field, label],
	)
}

violation contains {"msg": msg, "details": {"field": found.field}} if {
	some found in documents
	not readable(found.document)
	msg := sprintf("%s cannot be read: write an IAM policy document with a Statement", [found.field])
}

violation contains {"msg": msg, "details": {"policy": name}} if {
	regex.match(`^arn:[a-z-]+:iam::aws:policy/`, parameters.policyArn)
	path := split(parameters.policyArn, "/")
	name := path[count(path) - 1]
	name in refused
	msg := sprintf(
		"spec.forProvider.policyArn: %s lets the role do far more than any task needs: attach a policy made for its task",
		[name],
	)
}

warn contains {"msg": msg, "details": {"field": found.field, "action": action}} if {
	some found in documents
	some statement in statements(found.document)
	statement.Effect == "Allow"
	some action in listed(statement.Action)
	regex.match(`^[A-Za-z0-9-]+:\*+$`, action)
	msg := sprintf("%s allows %s, all actions of the service: name those that are needed", [found.field, action])
}

refused := object.get(input, ["parameters", "refusedPolicies"], ["AdministratorAccess", "IAMFullAccess"])

every_action(statement) if {
	some action in listed(statement.Action)
	replace(action, "*", "") in {"", ":"}
}

# All but the named ones is nearly everything.
every_action(statement) if statement.NotAction

every_resource(statement) if {
	some resource in listed(statement.Resource)
	regex.match(`^(\*+|arn:(aws[a-z-]*|\*+)?(:\**)*)$`, resource)
}

every_resource(statement) if statement.NotResource

# A document is YAML, or JSON in a text; a single statement, action or resource needs no list.
statements(document) := listed(document.Statement) if is_object(document)

statements(document) := listed(json.unmarshal(document).Statement) if is_string(document)

listed(value) := value if is_array(value)

listed(value) := [value] if not is_array(value)

readable(document) if {
	every statement in statements(document) {
		is_object(statement)
	}
}
