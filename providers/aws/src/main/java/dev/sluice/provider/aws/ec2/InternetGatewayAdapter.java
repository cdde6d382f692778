package dev.sluice.provider.aws.ec2;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.InternetGateway.Outputs;
import dev.sluice.provider.aws.ec2.InternetGateway.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Maps an internet gateway and its attachment to EC2. */
final class InternetGatewayAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return describe(Ec2.of(target)).map(gateway -> observed(target, gateway));
    }

    private static Observed<Parameters, Outputs> observed(
            Target<Parameters, AwsSession> target, InternetGateway gateway) {
        var tags = Ec2.map(gateway.tags());
        var parameters = new Parameters(target.region(), attachedTo(gateway).orElse(null), null, Tags.parameter(tags));
        var id = gateway.internetGatewayId();
        return Observed.available(
                parameters,
                new Outputs(id, Ec2.of(target).arn(gateway.ownerId(), "internet-gateway/" + id)),
                Tags.owner(tags));
    }

    private static Optional<InternetGateway> describe(Ec2 ec2) {
        return ec2.one(
                "DescribeInternetGateways",
                c -> c.describeInternetGateways(r -> r.internetGatewayIds(ec2.id())),
                DescribeInternetGatewaysResponse::internetGateways);
    }

    /** The VPC it is attached to, or about to be. */
    private static Optional<String> attachedTo(InternetGateway gateway) {
        return gateway.attachments().stream()
                .filter(attachment -> !"detached".equals(attachment.stateAsString()))
                .map(InternetGatewayAttachment::vpcId)
                .findFirst();
    }

    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeInternetGateways",
                "internet-gateway-id",
                (c, byId) -> c.describeInternetGatewaysPaginator(r -> r.filters(byId)),
                DescribeInternetGatewaysResponse::internetGateways,
                InternetGateway::internetGatewayId,
                (target, gateway) -> Optional.of(observed(target, gateway))));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var ec2 = Ec2.of(target);
        return ec2
                .tagged(
                        tags,
                        "DescribeInternetGateways",
                        c -> c.describeInternetGatewaysPaginator(r -> r.filters(Ec2.having(tags))),
                        DescribeInternetGatewaysResponse::internetGateways,
                        InternetGateway::tags)
                .stream()
                .map(InternetGateway::internetGatewayId)
                .toList();
    }

    /** The update that follows attaches it. */
    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        return ec2.call(
                "CreateInternetGateway",
                c -> c.createInternetGateway(r -> r.tagSpecifications(ec2.tagged(
                                ResourceType.INTERNET_GATEWAY, target.desired().tags())))
                        .internetGateway()
                        .internetGatewayId());
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ec2 = Ec2.of(target);
        ec2.retag(target.desired().tags(), observed.parameters().tags(), observed.ownerUid());
        if (!new Changed(diff).touches("vpcId")) {
            return;
        }
        var current = observed.parameters().vpcId();
        if (current != null) {
            detach(ec2, current);
        }
        var wanted = target.desired().vpcId();
        if (wanted != null) {
            ec2.call(
                    "AttachInternetGateway",
                    c -> c.attachInternetGateway(
                            r -> r.internetGatewayId(ec2.id()).vpcId(wanted)));
        }
    }

    private static void detach(Ec2 ec2, String vpc) {
        ec2.delete(
                "DetachInternetGateway",
                "Release the public addresses that are in use in the VPC, and delete its public NAT gateways, first.",
                c -> c.detachInternetGateway(r -> r.internetGatewayId(ec2.id()).vpcId(vpc)));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        describe(ec2).flatMap(InternetGatewayAdapter::attachedTo).ifPresent(vpc -> detach(ec2, vpc));
        ec2.delete(
                "DeleteInternetGateway",
                "Detach it first.",
                c -> c.deleteInternetGateway(r -> r.internetGatewayId(ec2.id())));
    }
}
