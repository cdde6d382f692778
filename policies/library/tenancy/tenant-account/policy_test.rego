package sluice.tenancy.account_test

import data.sluice.tenancy.account

said(namespace, ref, accounts) := {v.msg |
	some v in account.violation with input as {
		"review": {"namespace": namespace, "object": {"spec": ref}},
		"parameters": {"accounts": accounts},
	}
}

named(name) := {"providerConfigRef": {"name": name}}

accounts := {"*": ["default", "{namespace}", "{namespace}-*"], "payments": ["vault"], "closed": []}

test_own_accounts_are_admitted if {
	count(said("shop", {}, accounts)) == 0
	count(said("shop", named("default"), accounts)) == 0
	count(said("shop", named("shop"), accounts)) == 0
	count(said("shop", named("shop-test"), accounts)) == 0
	count(said("payments", named("vault"), accounts)) == 0
}

test_accounts_of_others_are_refused if {
	said("shop", named("payments"), accounts) == {"namespace shop may not use the provider configuration payments: set spec.providerConfigRef.name to one of default, shop, shop-*"}
	count(said("shop", named("shopping"), accounts)) == 1
}

test_an_entry_of_its_own_takes_the_place_of_the_general_one if {
	count(said("payments", {}, accounts)) == 1
	count(said("closed", named("closed"), accounts)) == 1
}

test_a_namespace_without_entry_is_said if {
	some message in said("shop", {}, {})
	contains(message, "parameters.accounts")
	count(said("shop", {}, {"shop": "default"})) == 1
}

test_odd_references_are_refused if {
	count(said("shop", named(["default"]), accounts)) == 1
	count(said("shop", named(""), accounts)) == 1
}
