# Namespaces are tied together only where that was agreed on.
package sluice.tenancy.references

namespace := object.get(input.review, "namespace", "")

violation contains {"msg": msg, "details": {"to": to, "field": field}} if {
	some part in ["forProvider", "initProvider"]
	walk(input.review.object.spec[part], [path, value])
	field := reference(path)
	to := value.namespace
	to != namespace
	not admitted(namespace, to, field)
	msg := sprintf(
		"spec.%s.%s refers into namespace %v: refer to an object of namespace %s, or have the pair added to parameters.references of this policy",
		[part, concat(".", [sprintf("%v", [step]) | some step in path]), to, namespace],
	)
}

violation contains {"msg": msg, "details": {"from": from}} if {
	input.review.kind.kind == "ReferenceGrant"
	some index, one in input.review.object.spec.from
	from := object.get(one, "namespace", "")
	from != namespace
	not admitted(from, namespace, "*")
	msg := sprintf(
		"spec.from[%d] lets namespace %v refer to objects of %s: remove it, or have the pair added to parameters.references of this policy",
		[index, from, namespace],
	)
}

# vpcRef, or an element of subnetRefs.
reference(path) := last if {
	last := path[count(path) - 1]
	endswith(last, "Ref")
}

reference(path) := list if {
	is_number(path[count(path) - 1])
	list := path[count(path) - 2]
	endswith(list, "Refs")
}

admitted(from, to, field) if {
	some one in input.parameters.references
	one.from == from
	one.to == to
	some listed in one.fields
	matches(listed, field)
}

matches(listed, _) if listed == "*"

matches(listed, field) if listed == field

# Of a grant it is asked whether anything is admitted at all.
matches(_, field) if field == "*"
