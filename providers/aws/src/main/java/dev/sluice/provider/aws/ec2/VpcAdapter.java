package dev.sluice.provider.aws.ec2;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.Vpc.Outputs;
import dev.sluice.provider.aws.ec2.Vpc.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.model.VpcIpv6CidrBlockAssociation;

/** Maps a VPC to EC2, which tells and takes each of its DNS settings in a call of its own. */
final class VpcAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final Set<String> GONE = Set.of("disassociating", "disassociated", "failing", "failed");

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        return ec2.one("DescribeVpcs", c -> c.describeVpcs(r -> r.vpcIds(ec2.id())), DescribeVpcsResponse::vpcs)
                .map(vpc -> observed(ec2, vpc));
    }

    private static Observed<Parameters, Outputs> observed(Ec2 ec2, Vpc vpc) {
        var tags = Ec2.map(vpc.tags());
        var ipv6 = ipv6(vpc);
        var parameters = new Parameters(
                ec2.target().region(),
                vpc.cidrBlock(),
                vpc.instanceTenancyAsString(),
                ipv6.isPresent(),
                attribute(ec2, VpcAttributeName.ENABLE_DNS_SUPPORT),
                attribute(ec2, VpcAttributeName.ENABLE_DNS_HOSTNAMES),
                Tags.parameter(tags));
        var outputs = new Outputs(
                vpc.vpcId(),
                ec2.arn(vpc.ownerId(), "vpc/" + vpc.vpcId()),
                ipv6.map(VpcIpv6CidrBlockAssociation::ipv6CidrBlock).orElse(null));
        var state = "pending".equals(vpc.stateAsString()) ? Observed.State.CREATING : Observed.State.AVAILABLE;
        return new Observed<>(parameters, outputs, Tags.owner(tags), state, vpc.stateAsString(), null);
    }

    private static Optional<VpcIpv6CidrBlockAssociation> ipv6(Vpc vpc) {
        return vpc.ipv6CidrBlockAssociationSet().stream()
                .filter(block -> !GONE.contains(block.ipv6CidrBlockState().stateAsString()))
                .filter(block -> "Amazon".equals(block.ipv6Pool()))
                .findFirst();
    }

    private static boolean attribute(Ec2 ec2, VpcAttributeName name) {
        var answer = ec2.call(
                "DescribeVpcAttribute",
                c -> c.describeVpcAttribute(r -> r.vpcId(ec2.id()).attribute(name)));
        var value =
                name == VpcAttributeName.ENABLE_DNS_SUPPORT ? answer.enableDnsSupport() : answer.enableDnsHostnames();
        if (value == null) {
            throw ec2.api().incomplete("DescribeVpcAttribute");
        }
        return value.value();
    }

    /** DNS settings are still a call each. */
    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeVpcs",
                "vpc-id",
                (c, byId) -> c.describeVpcsPaginator(r -> r.filters(byId)),
                DescribeVpcsResponse::vpcs,
                Vpc::vpcId,
                (target, vpc) -> Optional.of(observed(Ec2.of(target), vpc)),
                false));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var ec2 = Ec2.of(target);
        return ec2
                .tagged(
                        tags,
                        "DescribeVpcs",
                        c -> c.describeVpcsPaginator(r -> r.filters(Ec2.having(tags))),
                        DescribeVpcsResponse::vpcs,
                        Vpc::tags)
                .stream()
                .map(Vpc::vpcId)
                .toList();
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        return ec2.call(
                "CreateVpc",
                c -> c.createVpc(r -> r.cidrBlock(desired.cidrBlock())
                                .instanceTenancy(desired.instanceTenancy())
                                .amazonProvidedIpv6CidrBlock(desired.amazonProvidedIpv6CidrBlock())
                                .tagSpecifications(ec2.tagged(ResourceType.VPC, desired.tags())))
                        .vpc()
                        .vpcId());
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ec2 = Ec2.of(target);
        var changed = new Changed(diff);
        ec2.retag(target.desired().tags(), observed.parameters().tags(), observed.ownerUid());
        dns(ec2, target.desired(), changed);
        if (changed.touches("amazonProvidedIpv6CidrBlock")) {
            ipv6(ec2, Boolean.TRUE.equals(target.desired().amazonProvidedIpv6CidrBlock()));
        }
    }

    /** Names need the server: it is switched on before them and off after them. */
    private static void dns(Ec2 ec2, Parameters desired, Changed changed) {
        var support = desired.enableDnsSupport();
        var hostnames = desired.enableDnsHostnames();
        if (changed.touches("enableDnsHostnames") && Boolean.FALSE.equals(hostnames)) {
            modify(ec2, VpcAttributeName.ENABLE_DNS_HOSTNAMES, false);
        }
        if (changed.touches("enableDnsSupport") && support != null) {
            modify(ec2, VpcAttributeName.ENABLE_DNS_SUPPORT, support);
        }
        if (changed.touches("enableDnsHostnames") && Boolean.TRUE.equals(hostnames)) {
            modify(ec2, VpcAttributeName.ENABLE_DNS_HOSTNAMES, true);
        }
    }

    private static void modify(Ec2 ec2, VpcAttributeName name, boolean value) {
        ec2.call(
                "ModifyVpcAttribute",
                c -> c.modifyVpcAttribute(r -> {
                    r.vpcId(ec2.id());
                    if (name == VpcAttributeName.ENABLE_DNS_SUPPORT) {
                        r.enableDnsSupport(v -> v.value(value));
                    } else {
                        r.enableDnsHostnames(v -> v.value(value));
                    }
                }));
    }

    private static void ipv6(Ec2 ec2, boolean wanted) {
        if (wanted) {
            ec2.call(
                    "AssociateVpcCidrBlock",
                    c -> c.associateVpcCidrBlock(r -> r.vpcId(ec2.id()).amazonProvidedIpv6CidrBlock(true)));
            return;
        }
        // The id of the association is not part of what was observed.
        ec2.one("DescribeVpcs", c -> c.describeVpcs(r -> r.vpcIds(ec2.id())), DescribeVpcsResponse::vpcs)
                .flatMap(VpcAdapter::ipv6)
                .ifPresent(block -> ec2.call(
                        "DisassociateVpcCidrBlock",
                        c -> c.disassociateVpcCidrBlock(r -> r.associationId(block.associationId()))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        ec2.delete(
                "DeleteVpc",
                "Delete what is still in the VPC: its subnets, gateways, endpoints, and route tables and security groups other than its own.",
                c -> c.deleteVpc(r -> r.vpcId(ec2.id())));
    }
}
