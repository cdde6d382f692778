package sluice.tenancy.names_test

import data.sluice.tenancy.names

said(namespace, metadata, prefixes) := {v.msg |
	some v in names.violation with input as {
		"review": {"namespace": namespace, "object": {"metadata": metadata}},
		"parameters": {"prefixes": prefixes},
	}
}

prefixes := {"*": ["{namespace}-", "{namespace}/"], "web": ["www-"]}

external(name) := {"name": "x", "annotations": {"sluice.dev/external-name": name}}

test_names_with_a_prefix_are_admitted if {
	count(said("shop", {"name": "shop-orders"}, prefixes)) == 0
	count(said("web", {"name": "www-assets"}, prefixes)) == 0
	every name in ["shop/api", "/shop/orders/url", "alias/shop-orders", "shop-receipts"] {
		count(said("shop", external(name), prefixes)) == 0
	}
}

test_names_of_others_are_refused if {
	said("shop", {"name": "orders"}, prefixes) == {"the name orders is not one of namespace shop: begin metadata.name, or the annotation sluice.dev/external-name, with shop- or shop/"}
	count(said("shop", external("payments-orders"), prefixes)) == 1
	count(said("shop", {"name": "shopping"}, prefixes)) == 1
	count(said("web", {"name": "web-assets"}, prefixes)) == 1
}

test_what_the_cloud_calls_it_counts if {
	count(said("shop", {"name": "shop-orders", "annotations": {"sluice.dev/external-name": "payments-orders"}}, prefixes)) == 1
}

test_odd_input_is_refused if {
	count(said("shop", {}, prefixes)) == 1
	count(said("shop", external(["shop-a"]), prefixes)) == 1
	count(said("shop", {"name": "shop-a"}, {})) >= 1
}
