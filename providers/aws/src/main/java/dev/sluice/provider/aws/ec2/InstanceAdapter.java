package dev.sluice.provider.aws.ec2;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.Instance.Outputs;
import dev.sluice.provider.aws.ec2.Instance.Parameters;
import dev.sluice.provider.aws.ec2.Instance.RootVolume;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Maps an instance to EC2. Two calls read it, and one more each for user data and the root volume where they are given. */
final class InstanceAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** EC2 shows it for about an hour after it is gone. */
    private static final String GONE = "terminated";

    private static final Set<String> GOING = Set.of(GONE, "shutting-down");

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        return ec2.one(
                        "DescribeInstances",
                        c -> c.describeInstances(r -> r.instanceIds(ec2.id())),
                        InstanceAdapter::instances)
                .flatMap(InstanceAdapter::there)
                .map(instance -> observed(ec2, target.desired(), instance));
    }

    private static Optional<Instance> there(Instance instance) {
        return GONE.equals(state(instance)) ? Optional.empty() : Optional.of(instance);
    }

    private static List<Instance> instances(DescribeInstancesResponse answer) {
        return answer.reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .toList();
    }

    private static Observed<Parameters, Outputs> observed(Ec2 ec2, Parameters desired, Instance instance) {
        // Neither can be added or removed later, so that one that is not wished for need not be looked at.
        var userData = desired.userData() == null ? null : userData(ec2);
        var rootVolume = desired.rootVolume() == null ? null : rootVolume(ec2, instance);
        var parameters = InstanceParameters.of(ec2.target().region(), instance, isProtected(ec2), userData, rootVolume);
        var id = instance.instanceId();
        var outputs = new Outputs(
                id,
                ec2.arn(ec2.target().session().account(), "instance/" + id),
                instance.privateIpAddress(),
                instance.publicIpAddress(),
                instance.privateDnsName());
        var state = switch (state(instance)) {
            case "pending" -> Observed.State.CREATING;
            case "shutting-down" -> Observed.State.DELETING;
            default -> Observed.State.AVAILABLE;
        };
        return new Observed<>(parameters, outputs, Tags.owner(Ec2.map(instance.tags())), state, state(instance), null);
    }

    private static String state(Instance instance) {
        return instance.state() == null ? "unknown" : instance.state().nameAsString();
    }

    private static boolean isProtected(Ec2 ec2) {
        var value = ec2.call(
                "DescribeInstanceAttribute",
                c -> Optional.ofNullable(c.describeInstanceAttribute(
                                r -> r.instanceId(ec2.id()).attribute(InstanceAttributeName.DISABLE_API_TERMINATION))
                        .disableApiTermination()));
        return value.orElseThrow(() -> ec2.api().incomplete("DescribeInstanceAttribute"))
                .value();
    }

    private static @Nullable String userData(Ec2 ec2) {
        return ec2.call(
                        "DescribeInstanceAttribute",
                        c -> Optional.ofNullable(c.describeInstanceAttribute(
                                        r -> r.instanceId(ec2.id()).attribute(InstanceAttributeName.USER_DATA))
                                .userData()))
                .map(data -> data.value() == null ? null : InstanceParameters.decoded(data.value()))
                .orElse(null);
    }

    private static @Nullable RootVolume rootVolume(Ec2 ec2, Instance instance) {
        return InstanceParameters.rootDevice(instance)
                .flatMap(device -> ec2.one(
                                "DescribeVolumes",
                                c -> c.describeVolumes(r -> r.volumeIds(device.volumeId())),
                                DescribeVolumesResponse::volumes)
                        .map(volume -> InstanceParameters.rootVolume(volume, device)))
                .orElse(null);
    }

    /** Its protection, and user data and root volume where they are given, are still a call each. */
    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeInstances",
                "instance-id",
                (c, byId) -> c.describeInstancesPaginator(r -> r.filters(byId)),
                InstanceAdapter::instances,
                Instance::instanceId,
                (target, instance) -> there(instance).map(it -> observed(Ec2.of(target), target.desired(), it)),
                false));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        return tagged(Ec2.of(target), tags).stream()
                .filter(instance -> !GOING.contains(state(instance)))
                .map(Instance::instanceId)
                .toList();
    }

    private static List<Instance> tagged(Ec2 ec2, Map<String, String> tags) {
        return ec2.tagged(
                tags,
                "DescribeInstances",
                c -> c.describeInstancesPaginator(r -> r.filters(Ec2.having(tags))),
                InstanceAdapter::instances,
                Instance::tags);
    }

    /** The client token makes one instance of two calls. EC2 remembers it longer than the instance lives. */
    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        var rootDevice = desired.rootVolume() == null ? null : rootDevice(ec2, desired.imageId());
        try {
            return run(ec2, desired, rootDevice, target.ownerUid());
        } catch (CloudException failure) {
            if (!failure.code().equals("IdempotentInstanceTerminated")) {
                throw failure;
            }
        }
        return run(ec2, desired, rootDevice, tokenAfter(ec2));
    }

    /** Another token, and the same one as long as the same instance is the last that was terminated. */
    private static String tokenAfter(Ec2 ec2) {
        return tagged(ec2, Tags.ofOwner(ec2.target().ownerUid())).stream()
                .max(Comparator.comparing(Instance::launchTime))
                .map(last -> ec2.target().ownerUid() + "/" + last.instanceId())
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    private static String run(Ec2 ec2, Parameters desired, @Nullable String rootDevice, String token) {
        return ec2.call(
                "RunInstances",
                c -> c.runInstances(r -> request(r, ec2, desired, rootDevice).clientToken(token))
                        .instances()
                        .getFirst()
                        .instanceId());
    }

    private static RunInstancesRequest.Builder request(
            RunInstancesRequest.Builder request, Ec2 ec2, Parameters desired, @Nullable String rootDevice) {
        request.minCount(1)
                .maxCount(1)
                .imageId(desired.imageId())
                .instanceType(desired.instanceType())
                .subnetId(desired.subnetId())
                .securityGroupIds(desired.securityGroupIds())
                .privateIpAddress(desired.privateIpAddress())
                .keyName(desired.keyName())
                .disableApiTermination(desired.disableApiTermination())
                .tagSpecifications(ec2.tagged(ResourceType.INSTANCE, desired.tags()));
        if (desired.iamInstanceProfileName() != null) {
            request.iamInstanceProfile(profile -> profile.name(desired.iamInstanceProfileName()));
        }
        if (desired.userData() != null) {
            request.userData(InstanceParameters.encoded(desired.userData()));
        }
        var volume = desired.rootVolume();
        if (volume != null) {
            request.blockDeviceMappings(BlockDeviceMapping.builder()
                    .deviceName(rootDevice)
                    .ebs(InstanceParameters.device(volume))
                    .build());
        }
        var metadata = desired.metadataOptions();
        if (metadata != null) {
            request.metadataOptions(options -> options.httpTokens(metadata.httpTokens())
                    .httpEndpoint(metadata.httpEndpoint())
                    .httpPutResponseHopLimit(metadata.httpPutResponseHopLimit())
                    .instanceMetadataTags(metadata.instanceMetadataTags()));
        }
        return request;
    }

    /** The image says under which name its root volume is attached; under another name there would be a second one. */
    private static String rootDevice(Ec2 ec2, String image) {
        return ec2.one("DescribeImages", c -> c.describeImages(r -> r.imageIds(image)), DescribeImagesResponse::images)
                .map(Image::rootDeviceName)
                .orElseThrow(() -> Ec2.invalid(
                        "DescribeImages",
                        "imageId",
                        "the image %s does not exist in %s, or may not be used by this account"
                                .formatted(image, ec2.target().region())));
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        var changed = new Changed(diff);
        ec2.retag(desired.tags(), observed.parameters().tags(), observed.ownerUid());
        if (changed.touches("securityGroupIds")) {
            modify(ec2, ModifyInstanceAttributeRequest.builder().groups(desired.securityGroupIds()));
        }
        if (changed.touches("sourceDestCheck")) {
            modify(
                    ec2,
                    ModifyInstanceAttributeRequest.builder().sourceDestCheck(v -> v.value(desired.sourceDestCheck())));
        }
        if (changed.touches("disableApiTermination")) {
            modify(
                    ec2,
                    ModifyInstanceAttributeRequest.builder()
                            .disableApiTermination(v -> v.value(desired.disableApiTermination())));
        }
        if (changed.touches("metadataOptions") && desired.metadataOptions() != null) {
            var options = InstanceParameters.metadata(
                    desired.metadataOptions(), observed.parameters().metadataOptions());
            ec2.call(
                    "ModifyInstanceMetadataOptions",
                    c -> c.modifyInstanceMetadataOptions(r -> r.instanceId(ec2.id())
                            .httpTokens(options.httpTokens())
                            .httpEndpoint(options.httpEndpoint())
                            .httpPutResponseHopLimit(options.httpPutResponseHopLimit())
                            .instanceMetadataTags(options.instanceMetadataTags())));
        }
        if (changed.touches("iamInstanceProfileName")) {
            InstanceProfiles.set(ec2, desired.iamInstanceProfileName());
        }
    }

    /** EC2 takes one attribute in a call. */
    private static void modify(Ec2 ec2, ModifyInstanceAttributeRequest.Builder attribute) {
        var request = attribute.instanceId(ec2.id()).build();
        ec2.call("ModifyInstanceAttribute", c -> c.modifyInstanceAttribute(request));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        try {
            ec2.delete("TerminateInstances", "", c -> c.terminateInstances(r -> r.instanceIds(ec2.id())));
        } catch (CloudException failure) {
            if (failure.code().equals("OperationNotPermitted")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "the instance is protected against termination; set disableApiTermination to false first, or leave Delete out of spec.managementPolicies to keep the instance"));
            }
            throw failure;
        }
    }
}
