package sluice.change.protect_data_test

import data.sluice.change.protect_data

deletion(annotations, spec) := {"review": {
	"operation": "DELETE",
	"kind": {"kind": "Table"},
	"name": "carts",
	"oldObject": {"metadata": {"annotations": annotations}, "spec": spec},
}}

said(change) := {v.msg | some v in protect_data.violation with input as change}

test_deletion_without_a_reason_is_refused if {
	said(deletion({}, {})) == {"Table carts holds data: to delete it, first annotate it with sluice.dev/allow-deletion and the reason"}
}

test_deletion_with_an_empty_reason_is_refused if {
	count(said(deletion({"sluice.dev/allow-deletion": "  "}, {}))) == 1
}

test_deletion_of_an_object_without_annotations_is_refused if {
	count(said({"review": {"operation": "DELETE", "kind": {"kind": "Table"}, "name": "carts", "oldObject": {"metadata": {}}}})) == 1
}

test_deletion_that_nobody_can_look_at_is_refused if {
	count(said({"review": {"operation": "DELETE", "kind": {"kind": "Table"}, "name": "carts"}})) == 1
}

test_deletion_with_a_reason_is_admitted if {
	count(said(deletion({"sluice.dev/allow-deletion": "OPS-12: the shop moved"}, {}))) == 0
}

test_only_what_deletes_data_is_judged if {
	count(said(deletion({}, {"managementPolicies": ["Observe", "Create"]}))) == 0
	count(said(deletion({}, {"managementPolicies": ["Observe", "Delete"]}))) == 1
	count(said(deletion({}, {"managementPolicies": ["*"]}))) == 1
}

test_updates_are_none_of_its_business if {
	count(said({"review": {"operation": "UPDATE", "kind": {"kind": "Table"}, "name": "carts", "object": {}, "oldObject": {}}})) == 0
}
