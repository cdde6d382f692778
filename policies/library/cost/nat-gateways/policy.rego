# A NAT gateway costs by the hour and by the byte. A policy sees one change at a time and cannot count them: it asks.
package sluice.cost.nat

warn contains {"msg": msg} if {
	object.get(input.review, ["object", "spec", "forProvider", "connectivityType"], "public") != "private"
	name := sprintf("%s/%s", [object.get(input.review, "namespace", ""), input.review.name])
	not name in object.get(input, ["parameters", "wanted"], [])
	msg := sprintf(
		"NAT gateway %s is paid for by the hour and for everything that goes through it: share one, and give S3, DynamoDB and ECR a VPCEndpoint",
		[name],
	)
}
