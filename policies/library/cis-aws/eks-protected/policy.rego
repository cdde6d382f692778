# A control plane is not open to everybody, and what is done with it can be read afterwards.
package sluice.cis.eks

kind := input.review.kind.kind

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

# Public is what AWS does of itself, and open to everybody too.
public if {
	kind == "Cluster"
	not parameters.endpointPublicAccess == false
}

violation contains {"msg": "the API server can be reached from the whole internet: set spec.forProvider.endpointPublicAccess to false, or publicAccessCidrs to your own addresses"} if {
	public
	not named_addresses
}

violation contains {"msg": "the API server can be reached from the internet: set spec.forProvider.endpointPublicAccess to false and endpointPrivateAccess to true"} if {
	object.get(input, ["parameters", "privateOnly"], false) != false
	public
	named_addresses
}

warn contains {"msg": "the API server can be reached from named addresses of the internet: prefer spec.forProvider.endpointPublicAccess false"} if {
	public
	named_addresses
}

violation contains {"msg": msg, "details": {"missing": missing}} if {
	kind == "Cluster"
	missing := {log | some log in object.get(input, ["parameters", "logTypes"], ["audit"]); not log in object.get(parameters, "enabledLogTypes", [])}
	count(missing) > 0
	msg := sprintf("what is done with the cluster is not logged: add %s to spec.forProvider.enabledLogTypes", [concat(", ", missing)])
}

violation contains {"msg": "Secrets are not encrypted with a key of your own: set spec.forProvider.encryptionKeyRef to a Key (or encryptionKeyArn), which is possible only at the creation"} if {
	kind == "Cluster"
	not parameters.encryptionKeyArn
	not parameters.encryptionKeyRef
}

violation contains {"msg": "EKS opens port 22 of the nodes to the whole internet: leave spec.forProvider.sshKeyName out and sign in with Session Manager"} if {
	kind == "NodeGroup"
	parameters.sshKeyName
}

named_addresses if {
	is_array(parameters.publicAccessCidrs)
	count(parameters.publicAccessCidrs) > 0
	every cidr in parameters.publicAccessCidrs {
		narrow(cidr)
	}
}

# Halves of the internet are the internet.
narrow(cidr) if {
	length := to_number(split(cidr, "/")[1])
	length >= shortest(cidr)
}

shortest(cidr) := 16 if contains(cidr, ":")

shortest(cidr) := 8 if not contains(cidr, ":")
