# Few own the cluster, and they are named.
package sluice.kubernetes.cluster_admin

resource := input.review.object

violation contains {"msg": msg, "details": {"subject": who}} if {
	resource.roleRef.name == "cluster-admin"
	some index, subject in resource.subjects
	who := named(subject)
	not who in administrators
	msg := sprintf("subjects[%d], %s, would own the cluster: bind a role with what is needed, or add the subject to parameters.administrators of this policy", [index, who])
}

violation contains {"msg": msg, "details": {"subject": subject.name}} if {
	some index, subject in resource.subjects
	subject.name in {"system:anonymous", "system:unauthenticated"}
	msg := sprintf("subjects[%d] is everybody who reaches the API server: remove %s", [index, subject.name])
}

# The API server itself keeps the role cluster-admin; here it is asked who is bound to it.
violation contains {"msg": msg} if {
	not resource.metadata.name == "cluster-admin"
	some index, rule in resource.rules
	"*" in rule.verbs
	"*" in rule.resources
	"*" in rule.apiGroups
	msg := sprintf("rules[%d] allows everything: name the verbs and resources that are needed", [index])
}

administrators := {who | some who in input.parameters.administrators}

named(subject) := sprintf("%v/%v", [object.get(subject, "kind", "?"), object.get(subject, "name", "?")]) if {
	not subject.kind == "ServiceAccount"
}

# In a RoleBinding an account without a namespace is one of the binding's own.
named(subject) := sprintf("ServiceAccount/%v/%v", [namespace, object.get(subject, "name", "?")]) if {
	subject.kind == "ServiceAccount"
	namespace := object.get(subject, "namespace", object.get(resource, ["metadata", "namespace"], "?"))
}
