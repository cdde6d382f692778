package dev.sluice.provider.aws.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.VpcEndpoint.Outputs;
import dev.sluice.provider.aws.ec2.VpcEndpoint.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Maps a VPC endpoint to EC2: one call creates it, one reads it and one changes all that can be changed. */
final class VpcEndpointAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final String DEFAULT_TYPE = "Gateway";
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
                        "DescribeVpcEndpoints",
                        c -> c.describeVpcEndpoints(r -> r.vpcEndpointIds(ec2.id())),
                        DescribeVpcEndpointsResponse::vpcEndpoints)
                .flatMap(VpcEndpointAdapter::there)
                .map(endpoint -> observed(ec2, endpoint));
    }

    private static Optional<VpcEndpoint> there(VpcEndpoint endpoint) {
        return GONE.equals(state(endpoint)) ? Optional.empty() : Optional.of(endpoint);
    }

    private static Observed<Parameters, Outputs> observed(Ec2 ec2, VpcEndpoint endpoint) {
        var tags = Ec2.map(endpoint.tags());
        var policy = endpoint.policyDocument();
        var parameters = new Parameters(
                ec2.target().region(),
                endpoint.vpcId(),
                null,
                endpoint.serviceName(),
                endpoint.vpcEndpointTypeAsString(),
                present(endpoint.routeTableIds()),
                null,
                present(endpoint.subnetIds()),
                null,
                present(endpoint.groups().stream()
                        .map(SecurityGroupIdentifier::groupId)
                        .toList()),
                null,
                endpoint.privateDnsEnabled(),
                endpoint.ipAddressTypeAsString(),
                policy == null || policy.isBlank() ? null : Json.read(policy),
                Tags.parameter(tags));
        var id = endpoint.vpcEndpointId();
        var dnsName = endpoint.dnsEntries().stream().findFirst().map(DnsEntry::dnsName);
        var outputs = new Outputs(id, ec2.arn(endpoint.ownerId(), "vpc-endpoint/" + id), dnsName.orElse(null));
        var state = switch (state(endpoint)) {
            // Until the service's owner agrees there is nothing to be used.
            case "pending", "pendingacceptance" -> Observed.State.CREATING;
            case "deleting" -> Observed.State.DELETING;
            case "rejected", "failed", "expired" -> Observed.State.FAILED;
            default -> Observed.State.AVAILABLE;
        };
        return new Observed<>(parameters, outputs, Tags.owner(tags), state, message(endpoint), null);
    }

    /** EC2 documents states with capitals and sends them without. */
    private static String state(VpcEndpoint endpoint) {
        return String.valueOf(endpoint.stateAsString()).toLowerCase(Locale.ROOT);
    }

    private static String message(VpcEndpoint endpoint) {
        var error = endpoint.lastError();
        return error == null || error.message() == null
                ? state(endpoint)
                : "%s: %s (%s)".formatted(state(endpoint), error.message(), error.code());
    }

    private static @Nullable List<String> present(List<String> ids) {
        return ids.isEmpty() ? null : ids;
    }

    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeVpcEndpoints",
                "vpc-endpoint-id",
                (c, byId) -> c.describeVpcEndpointsPaginator(r -> r.filters(byId)),
                DescribeVpcEndpointsResponse::vpcEndpoints,
                VpcEndpoint::vpcEndpointId,
                (target, endpoint) -> there(endpoint).map(it -> observed(Ec2.of(target), it))));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var ec2 = Ec2.of(target);
        return ec2
                .tagged(
                        tags,
                        "DescribeVpcEndpoints",
                        c -> c.describeVpcEndpointsPaginator(r -> r.filters(Ec2.having(tags))),
                        DescribeVpcEndpointsResponse::vpcEndpoints,
                        VpcEndpoint::tags)
                .stream()
                .filter(endpoint -> !GOING.contains(state(endpoint)))
                .map(VpcEndpoint::vpcEndpointId)
                .toList();
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        var type = desired.vpcEndpointType() == null ? DEFAULT_TYPE : desired.vpcEndpointType();
        return ec2.call(
                "CreateVpcEndpoint",
                c -> c.createVpcEndpoint(r -> r.vpcId(desired.vpcId())
                                .serviceName(desired.serviceName())
                                .vpcEndpointType(type)
                                .routeTableIds(desired.routeTableIds())
                                .subnetIds(desired.subnetIds())
                                .securityGroupIds(desired.securityGroupIds())
                                .privateDnsEnabled(desired.privateDnsEnabled())
                                .ipAddressType(desired.ipAddressType())
                                .policyDocument(document(desired.policy()))
                                .tagSpecifications(ec2.tagged(ResourceType.VPC_ENDPOINT, desired.tags())))
                        .vpcEndpoint()
                        .vpcEndpointId());
    }

    private static @Nullable String document(@Nullable JsonNode policy) {
        return policy == null ? null : Json.write(policy);
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ec2 = Ec2.of(target);
        ec2.retag(target.desired().tags(), observed.parameters().tags(), observed.ownerUid());
        var changed = new Changed(diff.stream()
                .filter(change -> !new Changed(List.of(change)).touches("tags"))
                .toList());
        if (!changed.diff().isEmpty()) {
            ec2.call(
                    "ModifyVpcEndpoint",
                    c -> c.modifyVpcEndpoint(
                            r -> modify(r.vpcEndpointId(ec2.id()), observed.parameters(), target.desired(), changed)));
        }
    }

    private static void modify(
            ModifyVpcEndpointRequest.Builder request, Parameters observed, Parameters desired, Changed changed) {
        if (changed.touches("routeTableIds")) {
            request.addRouteTableIds(missing(desired.routeTableIds(), observed.routeTableIds()))
                    .removeRouteTableIds(missing(observed.routeTableIds(), desired.routeTableIds()));
        }
        if (changed.touches("subnetIds")) {
            request.addSubnetIds(missing(desired.subnetIds(), observed.subnetIds()))
                    .removeSubnetIds(missing(observed.subnetIds(), desired.subnetIds()));
        }
        if (changed.touches("securityGroupIds")) {
            request.addSecurityGroupIds(missing(desired.securityGroupIds(), observed.securityGroupIds()))
                    .removeSecurityGroupIds(missing(observed.securityGroupIds(), desired.securityGroupIds()));
        }
        if (changed.touches("privateDnsEnabled")) {
            request.privateDnsEnabled(desired.privateDnsEnabled());
        }
        if (changed.touches("ipAddressType")) {
            request.ipAddressType(desired.ipAddressType());
        }
        if (changed.touches("policy")) {
            request.policyDocument(document(desired.policy()));
        }
    }

    /** Those of the first that the second does not have. */
    private static List<String> missing(@Nullable List<String> of, @Nullable List<String> in) {
        return of == null
                ? List.of()
                : of.stream().filter(id -> in == null || !in.contains(id)).toList();
    }

    /** The answer is a success that tells what did not succeed. */
    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        ec2.api()
                .find("DeleteVpcEndpoints", c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(ec2.id())))
                .flatMap(answer -> answer.unsuccessful().stream().findFirst())
                .filter(item -> !item.error().code().endsWith(".NotFound"))
                .ifPresent(item -> {
                    throw refused(item);
                });
    }

    private static CloudException refused(UnsuccessfulItem item) {
        return new CloudException(
                new CloudError.Conflict(item.error().message()),
                "ec2",
                "DeleteVpcEndpoints",
                item.error().code(),
                null,
                null);
    }
}
