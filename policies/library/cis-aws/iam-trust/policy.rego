# Who may take a role is named, not everybody and not everybody with some token.
package sluice.cis.iam_trust

kind := input.review.kind.kind

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

field := "spec.forProvider.assumeRolePolicyDocument"

violation contains {"msg": msg, "details": {"statement": label}} if {
	some index, statement in allowed
	everyone(statement)
	not restricted(statement)
	label := object.get(statement, "Sid", index)
	msg := sprintf(
		"%s: statement %v lets everybody take the role: name the principals, or restrict them by a condition such as aws:PrincipalOrgID",
		[field, label],
	)
}

# A public issuer gives tokens to all of its users: only audience and subject say for whom the role is.
violation contains {"msg": msg, "details": {"statement": label, "missing": claim}} if {
	some index, statement in allowed
	some provider in listed(statement.Principal.Federated)
	contains(provider, ":oidc-provider/")
	issuer := split(provider, ":oidc-provider/")[1]
	some claim in ["aud", "sub"]
	not asked_for(statement, sprintf("%s:%s", [issuer, claim]))
	label := object.get(statement, "Sid", index)
	msg := sprintf(
		"%s: statement %v accepts any %s of %s: compare %s:%s by StringEquals, or by a StringLike that begins with a name",
		[field, label, claim, issuer, issuer, claim],
	)
}

violation contains {"msg": sprintf("%s cannot be read: write an IAM policy document with a Statement", [field])} if {
	kind == "Role"
	not readable
}

violation contains {"msg": "the issuer is accepted for any audience or none: set spec.forProvider.clientIdList to the audiences that are meant, for example sts.amazonaws.com"} if {
	kind == "OpenIDConnectProvider"
	not audiences_named
}

audiences_named if {
	is_array(parameters.clientIdList)
	count(parameters.clientIdList) > 0
	every audience in parameters.clientIdList {
		named(audience)
	}
}

allowed[index] := statement if {
	some index, statement in statements
	statement.Effect == "Allow"
}

document := parameters.assumeRolePolicyDocument if is_object(parameters.assumeRolePolicyDocument)

document := json.unmarshal(parameters.assumeRolePolicyDocument) if is_string(parameters.assumeRolePolicyDocument)

statements := listed(document.Statement)

readable if {
	every statement in statements {
		is_object(statement)
	}
}

listed(value) := value if is_array(value)

listed(value) := [value] if not is_array(value)

everyone(statement) if statement.Principal == "*"

everyone(statement) if {
	some sort in ["AWS", "Federated"]
	some principal in listed(statement.Principal[sort])
	principal == "*"
}

# All but the named ones is everyone else.
everyone(statement) if statement.NotPrincipal

# An external id is no secret between strangers, so that it does not count here.
restricted(statement) if {
	some operator, keys in statement.Condition
	positive(operator)
	some key, value in keys
	lower(key) in {
		"aws:principalaccount",
		"aws:principalarn",
		"aws:principalorgid",
		"aws:principalorgpaths",
		"aws:sourceaccount",
		"aws:sourcearn",
		"aws:sourceorgid",
	}
	narrow(value)
}

asked_for(statement, key) if {
	some operator, keys in statement.Condition
	positive(operator)
	some name, value in keys
	lower(name) == lower(key)
	narrow(value)
}

# With …IfExists or Not… a request without the key passes.
positive(operator) if {
	plain := trim_prefix(trim_prefix(lower(operator), "foranyvalue:"), "forallvalues:")
	plain in {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"}
	not startswith(lower(operator), "forallvalues:")
}

narrow(value) if {
	values := listed(value)
	count(values) > 0
	every one in values {
		named(one)
	}
}

# A pattern that begins with a wildcard names nobody.
named(text) if regex.match(`^[^*?]`, text)
