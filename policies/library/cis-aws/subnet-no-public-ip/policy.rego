# A public address is given on purpose, not to whatever starts in a subnet.
package sluice.cis.subnet

# What is given for the creation alone counts too.
parameters := object.union(
	object.get(input.review.object, ["spec", "initProvider"], {}),
	object.get(input.review.object, ["spec", "forProvider"], {}),
)

violation contains {"msg": "every instance of the subnet gets a public address: set spec.forProvider.mapPublicIpOnLaunch to false and give an ElasticIP to what needs one"} if {
	object.get(parameters, "mapPublicIpOnLaunch", false) != false
}
