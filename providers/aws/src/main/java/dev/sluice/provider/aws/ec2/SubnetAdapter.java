package dev.sluice.provider.aws.ec2;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.Subnet.Outputs;
import dev.sluice.provider.aws.ec2.Subnet.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetIpv6CidrBlockAssociation;

/** Maps a subnet to EC2, which takes each of its settings in a call of its own. */
final class SubnetAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final Set<String> GONE = Set.of("disassociating", "disassociated", "failing", "failed");

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return describe(Ec2.of(target)).map(subnet -> observed(target, subnet));
    }

    private static Optional<Subnet> describe(Ec2 ec2) {
        return ec2.one(
                "DescribeSubnets",
                c -> c.describeSubnets(r -> r.subnetIds(ec2.id())),
                DescribeSubnetsResponse::subnets);
    }

    private static Observed<Parameters, Outputs> observed(Target<Parameters, AwsSession> target, Subnet subnet) {
        var tags = Ec2.map(subnet.tags());
        var parameters = new Parameters(
                target.region(),
                subnet.vpcId(),
                null,
                subnet.cidrBlock(),
                subnet.availabilityZone(),
                ipv6(subnet).map(SubnetIpv6CidrBlockAssociation::ipv6CidrBlock).orElse(null),
                subnet.mapPublicIpOnLaunch(),
                subnet.assignIpv6AddressOnCreation(),
                subnet.enableDns64(),
                Tags.parameter(tags));
        var outputs = new Outputs(subnet.subnetId(), subnet.subnetArn(), subnet.availabilityZoneId());
        var state = switch (subnet.stateAsString()) {
            case "pending" -> Observed.State.CREATING;
            case "failed", "failed-insufficient-capacity", "unavailable" -> Observed.State.FAILED;
            default -> Observed.State.AVAILABLE;
        };
        return new Observed<>(parameters, outputs, Tags.owner(tags), state, subnet.stateAsString(), null);
    }

    private static Optional<SubnetIpv6CidrBlockAssociation> ipv6(Subnet subnet) {
        return subnet.ipv6CidrBlockAssociationSet().stream()
                .filter(block -> !GONE.contains(block.ipv6CidrBlockState().stateAsString()))
                .findFirst();
    }

    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeSubnets",
                "subnet-id",
                (c, byId) -> c.describeSubnetsPaginator(r -> r.filters(byId)),
                DescribeSubnetsResponse::subnets,
                Subnet::subnetId,
                (target, subnet) -> Optional.of(observed(target, subnet))));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var ec2 = Ec2.of(target);
        return ec2
                .tagged(
                        tags,
                        "DescribeSubnets",
                        c -> c.describeSubnetsPaginator(r -> r.filters(Ec2.having(tags))),
                        DescribeSubnetsResponse::subnets,
                        Subnet::tags)
                .stream()
                .map(Subnet::subnetId)
                .toList();
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        return ec2.call(
                "CreateSubnet",
                c -> c.createSubnet(r -> r.vpcId(desired.vpcId())
                                .cidrBlock(desired.cidrBlock())
                                .ipv6CidrBlock(desired.ipv6CidrBlock())
                                .availabilityZone(desired.availabilityZone())
                                .tagSpecifications(ec2.tagged(ResourceType.SUBNET, desired.tags())))
                        .subnet()
                        .subnetId());
    }

    /** Interfaces get IPv6 addresses only where there are some: settings that need them come after, and go before. */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ec2 = Ec2.of(target);
        var changed = new Changed(diff);
        var desired = target.desired();
        ec2.retag(desired.tags(), observed.parameters().tags(), observed.ownerUid());
        var assigns = desired.assignIpv6AddressOnCreation();
        if (changed.touches("assignIpv6AddressOnCreation") && Boolean.FALSE.equals(assigns)) {
            modify(ec2, false, (r, value) -> r.assignIpv6AddressOnCreation(v -> v.value(value)));
        }
        if (changed.touches("ipv6CidrBlock")) {
            ipv6(ec2, desired.ipv6CidrBlock());
        }
        if (changed.touches("assignIpv6AddressOnCreation") && Boolean.TRUE.equals(assigns)) {
            modify(ec2, true, (r, value) -> r.assignIpv6AddressOnCreation(v -> v.value(value)));
        }
        if (changed.touches("mapPublicIpOnLaunch")) {
            modify(ec2, desired.mapPublicIpOnLaunch(), (r, value) -> r.mapPublicIpOnLaunch(v -> v.value(value)));
        }
        if (changed.touches("enableDns64")) {
            modify(ec2, desired.enableDns64(), (r, value) -> r.enableDns64(v -> v.value(value)));
        }
    }

    private static void modify(
            Ec2 ec2, @Nullable Boolean wanted, BiConsumer<ModifySubnetAttributeRequest.Builder, Boolean> attribute) {
        if (wanted != null) {
            ec2.call(
                    "ModifySubnetAttribute",
                    c -> c.modifySubnetAttribute(r -> attribute.accept(r.subnetId(ec2.id()), wanted)));
        }
    }

    /** A subnet has one block of IPv6 addresses: the old one goes first. */
    private static void ipv6(Ec2 ec2, @Nullable String wanted) {
        describe(ec2)
                .flatMap(SubnetAdapter::ipv6)
                .ifPresent(block -> ec2.call(
                        "DisassociateSubnetCidrBlock",
                        c -> c.disassociateSubnetCidrBlock(r -> r.associationId(block.associationId()))));
        if (wanted != null) {
            ec2.call(
                    "AssociateSubnetCidrBlock",
                    c -> c.associateSubnetCidrBlock(r -> r.subnetId(ec2.id()).ipv6CidrBlock(wanted)));
        }
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        ec2.delete(
                "DeleteSubnet",
                "Delete what is still in the subnet: instances, NAT gateways, endpoints, load balancers and other network interfaces.",
                c -> c.deleteSubnet(r -> r.subnetId(ec2.id())));
    }
}
