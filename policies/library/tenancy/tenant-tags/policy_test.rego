package sluice.tenancy.tags_test

import data.sluice.tenancy.tags

said(namespace, spec, teams) := {v.msg |
	some v in tags.violation with input as {
		"review": {"namespace": namespace, "object": {"spec": {"forProvider": spec}}},
		"parameters": {"teams": teams},
	}
}

teams := {"*": ["{namespace}"], "shop-eu": ["shop", "web"]}

test_the_own_tag_is_admitted if {
	count(said("shop", {"tags": {"team": "shop"}}, teams)) == 0
	count(said("shop-eu", {"tags": {"team": "web"}}, teams)) == 0
}

test_another_tag_or_none_is_refused if {
	said("shop", {"tags": {"team": "payments"}}, teams) == {"the resource does not say that it is of namespace shop: set spec.forProvider.tags.team to shop"}
	count(said("shop", {}, teams)) == 1
	count(said("shop", {"tags": {"team": ""}}, teams)) == 1
	count(said("shop", {"tags": ["team=shop"]}, teams)) == 1
	count(said("shop-eu", {"tags": {"team": "shop-eu"}}, teams)) == 1
}

test_the_tag_is_a_parameter if {
	owner := {
		"review": {"namespace": "shop", "object": {"spec": {"forProvider": {"tags": {"owner": "shop"}}}}},
		"parameters": {"tag": "owner", "teams": teams},
	}
	count(tags.violation) == 0 with input as owner
}

test_a_namespace_without_entry_is_said if {
	some message in said("shop", {"tags": {"team": "shop"}}, {})
	contains(message, "parameters.teams")
}
