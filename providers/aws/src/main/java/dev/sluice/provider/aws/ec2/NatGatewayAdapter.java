package dev.sluice.provider.aws.ec2;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.NatGateway.Outputs;
import dev.sluice.provider.aws.ec2.NatGateway.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Maps a NAT gateway to EC2, where it comes and goes slowly and can only be tagged in between. */
final class NatGatewayAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** EC2 shows it for about an hour after it is gone. */
    private static final String GONE = "deleted";

    private static final Set<String> GOING = Set.of(GONE, "deleting");

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        return ec2.one(
                        "DescribeNatGateways",
                        c -> c.describeNatGateways(r -> r.natGatewayIds(ec2.id())),
                        DescribeNatGatewaysResponse::natGateways)
                .flatMap(NatGatewayAdapter::there)
                .map(gateway -> observed(ec2, gateway));
    }

    private static Optional<NatGateway> there(NatGateway gateway) {
        return GONE.equals(gateway.stateAsString()) ? Optional.empty() : Optional.of(gateway);
    }

    private static Observed<Parameters, Outputs> observed(Ec2 ec2, NatGateway gateway) {
        var tags = Ec2.map(gateway.tags());
        var address = gateway.natGatewayAddresses().stream()
                .filter(a -> !Boolean.FALSE.equals(a.isPrimary()))
                .findFirst();
        var privateIp = address.map(NatGatewayAddress::privateIp).orElse(null);
        var parameters = new Parameters(
                ec2.target().region(),
                gateway.subnetId(),
                null,
                gateway.connectivityTypeAsString(),
                address.map(NatGatewayAddress::allocationId).orElse(null),
                null,
                privateIp,
                Tags.parameter(tags));
        var id = gateway.natGatewayId();
        var outputs = new Outputs(
                id,
                ec2.arn(ec2.target().session().account(), "natgateway/" + id),
                address.map(NatGatewayAddress::publicIp).orElse(null),
                privateIp);
        return new Observed<>(parameters, outputs, Tags.owner(tags), state(gateway), message(gateway), null);
    }

    private static Observed.State state(NatGateway gateway) {
        return switch (gateway.stateAsString()) {
            case "pending" -> Observed.State.CREATING;
            case "failed" -> Observed.State.FAILED;
            case "deleting" -> Observed.State.DELETING;
            default -> Observed.State.AVAILABLE;
        };
    }

    private static String message(NatGateway gateway) {
        return gateway.failureMessage() == null
                ? gateway.stateAsString()
                : "%s: %s (%s)".formatted(gateway.stateAsString(), gateway.failureMessage(), gateway.failureCode());
    }

    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeNatGateways",
                "nat-gateway-id",
                (c, byId) -> c.describeNatGatewaysPaginator(r -> r.filter(byId)),
                DescribeNatGatewaysResponse::natGateways,
                NatGateway::natGatewayId,
                (target, gateway) -> there(gateway).map(it -> observed(Ec2.of(target), it))));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var ec2 = Ec2.of(target);
        return ec2
                .tagged(
                        tags,
                        "DescribeNatGateways",
                        c -> c.describeNatGatewaysPaginator(r -> r.filter(Ec2.having(tags))),
                        DescribeNatGatewaysResponse::natGateways,
                        NatGateway::tags)
                .stream()
                .filter(gateway -> !GOING.contains(gateway.stateAsString()))
                .map(NatGateway::natGatewayId)
                .toList();
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        return ec2.call(
                "CreateNatGateway",
                c -> c.createNatGateway(r -> r.subnetId(desired.subnetId())
                                .connectivityType(desired.connectivityType())
                                .allocationId(desired.allocationId())
                                .privateIpAddress(desired.privateIpAddress())
                                .tagSpecifications(ec2.tagged(ResourceType.NATGATEWAY, desired.tags())))
                        .natGateway()
                        .natGatewayId());
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        Ec2.of(target).retag(target.desired().tags(), observed.parameters().tags(), observed.ownerUid());
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        ec2.delete("DeleteNatGateway", "", c -> c.deleteNatGateway(r -> r.natGatewayId(ec2.id())));
    }
}
