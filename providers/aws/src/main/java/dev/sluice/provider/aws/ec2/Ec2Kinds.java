package dev.sluice.provider.aws.ec2;

import static dev.sluice.provider.Kind.Identity.TAGGED;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of EC2. */
public final class Ec2Kinds {
    private Ec2Kinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(
                Kind.of(Vpc.class, TAGGED, new VpcAdapter()),
                Kind.of(Subnet.class, TAGGED, new SubnetAdapter()),
                Kind.of(InternetGateway.class, TAGGED, new InternetGatewayAdapter()),
                Kind.of(RouteTable.class, TAGGED, new RouteTableAdapter()),
                Kind.of(ElasticIp.class, TAGGED, new ElasticIpAdapter()),
                Kind.of(NatGateway.class, TAGGED, new NatGatewayAdapter()),
                Kind.of(SecurityGroup.class, TAGGED, new SecurityGroupAdapter()),
                Kind.of(VpcEndpoint.class, TAGGED, new VpcEndpointAdapter()),
                Kind.of(Instance.class, TAGGED, new InstanceAdapter()));
    }
}
