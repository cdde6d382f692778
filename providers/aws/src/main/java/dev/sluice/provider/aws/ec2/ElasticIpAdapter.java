package dev.sluice.provider.aws.ec2;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.ElasticIp.Outputs;
import dev.sluice.provider.aws.ec2.ElasticIp.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.ResourceType;

/** Maps a public address to EC2, where one that is allocated can be given to an instance, tagged and released. */
final class ElasticIpAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return describe(Ec2.of(target)).map(address -> observed(target, address));
    }

    private static Observed<Parameters, Outputs> observed(Target<Parameters, AwsSession> target, Address address) {
        var tags = Ec2.map(address.tags());
        var parameters = new Parameters(
                target.region(),
                address.publicIpv4Pool(),
                address.networkBorderGroup(),
                instance(address),
                null,
                Tags.parameter(tags));
        var id = address.allocationId();
        var arn = Ec2.of(target).arn(target.session().account(), "elastic-ip/" + id);
        return Observed.available(parameters, new Outputs(id, arn, address.publicIp()), Tags.owner(tags));
    }

    private static Optional<Address> describe(Ec2 ec2) {
        return ec2.one(
                "DescribeAddresses",
                c -> c.describeAddresses(r -> r.allocationIds(ec2.id())),
                DescribeAddressesResponse::addresses);
    }

    private static @Nullable String instance(Address address) {
        var instance = address.instanceId();
        return instance == null || instance.isEmpty() ? null : instance;
    }

    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeAddresses",
                "allocation-id",
                (c, byId) -> List.of(c.describeAddresses(r -> r.filters(byId))),
                DescribeAddressesResponse::addresses,
                Address::allocationId,
                (target, address) -> Optional.of(observed(target, address))));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var ec2 = Ec2.of(target);
        return ec2
                .tagged(
                        tags,
                        "DescribeAddresses",
                        c -> List.of(c.describeAddresses(r -> r.filters(Ec2.having(tags)))),
                        DescribeAddressesResponse::addresses,
                        Address::tags)
                .stream()
                .map(Address::allocationId)
                .toList();
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        return ec2.call(
                "AllocateAddress",
                c -> c.allocateAddress(r -> r.domain(DomainType.VPC)
                                .publicIpv4Pool(desired.publicIpv4Pool())
                                .networkBorderGroup(desired.networkBorderGroup())
                                .tagSpecifications(ec2.tagged(ResourceType.ELASTIC_IP, desired.tags())))
                        .allocationId());
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ec2 = Ec2.of(target);
        ec2.retag(target.desired().tags(), observed.parameters().tags(), observed.ownerUid());
        if (new Changed(diff).touches("instanceId")) {
            var wanted = target.desired().instanceId();
            if (wanted == null) {
                disassociate(ec2);
            } else {
                // Taken from another instance without asking: that it is drift, or wished for, has been judged.
                ec2.call(
                        "AssociateAddress",
                        c -> c.associateAddress(
                                r -> r.allocationId(ec2.id()).instanceId(wanted).allowReassociation(true)));
            }
        }
    }

    /** The id of the association is not part of what was observed. What is not an instance's is left alone. */
    private static void disassociate(Ec2 ec2) {
        describe(ec2)
                .filter(address -> instance(address) != null)
                .map(Address::associationId)
                .ifPresent(association ->
                        ec2.call("DisassociateAddress", c -> c.disassociateAddress(r -> r.associationId(association))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        disassociate(ec2);
        ec2.delete(
                "ReleaseAddress",
                "Delete what uses the address first.",
                c -> c.releaseAddress(r -> r.allocationId(ec2.id())
                        .networkBorderGroup(target.desired().networkBorderGroup())));
    }
}
