package dev.sluice.provider.aws.ec2;

import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.Instance.MetadataOptions;
import dev.sluice.provider.aws.ec2.Instance.Parameters;
import dev.sluice.provider.aws.ec2.Instance.RootVolume;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDevice;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.Volume;

/** An instance's parameters, to and from the words of EC2. */
final class InstanceParameters {
    private InstanceParameters() {}

    static Parameters of(
            String region,
            Instance instance,
            boolean protectedFromTermination,
            @Nullable String userData,
            @Nullable RootVolume rootVolume) {
        var groups =
                instance.securityGroups().stream().map(GroupIdentifier::groupId).toList();
        return new Parameters(
                region,
                instance.imageId(),
                instance.instanceTypeAsString(),
                instance.subnetId(),
                null,
                groups.isEmpty() ? null : groups,
                null,
                instance.privateIpAddress(),
                present(instance.keyName()),
                profile(instance.iamInstanceProfile()),
                userData,
                null,
                rootVolume,
                metadata(instance.metadataOptions()),
                instance.sourceDestCheck(),
                protectedFromTermination,
                Tags.parameter(Ec2.map(instance.tags())));
    }

    private static @Nullable String present(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    /** AWS tells the ARN, whose last part is the name. */
    private static @Nullable String profile(@Nullable IamInstanceProfile profile) {
        var arn = profile == null ? null : profile.arn();
        return arn == null ? null : arn.substring(arn.lastIndexOf('/') + 1);
    }

    private static @Nullable MetadataOptions metadata(@Nullable InstanceMetadataOptionsResponse options) {
        return options == null
                ? null
                : new MetadataOptions(
                        options.httpTokensAsString(),
                        options.httpEndpointAsString(),
                        options.httpPutResponseHopLimit(),
                        options.instanceMetadataTagsAsString());
    }

    /** What the specification leaves out stays as it is. */
    static MetadataOptions metadata(MetadataOptions wanted, @Nullable MetadataOptions observed) {
        return observed == null
                ? wanted
                : new MetadataOptions(
                        wanted.httpTokens() == null ? observed.httpTokens() : wanted.httpTokens(),
                        wanted.httpEndpoint() == null ? observed.httpEndpoint() : wanted.httpEndpoint(),
                        wanted.httpPutResponseHopLimit() == null
                                ? observed.httpPutResponseHopLimit()
                                : wanted.httpPutResponseHopLimit(),
                        wanted.instanceMetadataTags() == null
                                ? observed.instanceMetadataTags()
                                : wanted.instanceMetadataTags());
    }

    /** Where the root volume is attached; empty while the instance has none. */
    static Optional<EbsInstanceBlockDevice> rootDevice(Instance instance) {
        return instance.blockDeviceMappings().stream()
                .filter(device -> device.deviceName().equals(instance.rootDeviceName()))
                .map(InstanceBlockDeviceMapping::ebs)
                .filter(ebs -> ebs != null && ebs.volumeId() != null)
                .findFirst();
    }

    static RootVolume rootVolume(Volume volume, EbsInstanceBlockDevice device) {
        return new RootVolume(
                volume.size(),
                volume.volumeTypeAsString(),
                volume.iops(),
                volume.throughput(),
                volume.encrypted(),
                volume.kmsKeyId(),
                device.deleteOnTermination());
    }

    static EbsBlockDevice device(RootVolume volume) {
        return EbsBlockDevice.builder()
                .volumeSize(volume.volumeSize())
                .volumeType(volume.volumeType())
                .iops(volume.iops())
                .throughput(volume.throughput())
                .encrypted(volume.encrypted())
                .kmsKeyId(volume.kmsKeyId())
                .deleteOnTermination(volume.deleteOnTermination())
                .build();
    }

    static String encoded(String userData) {
        return Base64.getEncoder().encodeToString(userData.getBytes(StandardCharsets.UTF_8));
    }

    /** What is not base64 differs from any text, and its words must not get into a message. */
    static String decoded(String userData) {
        try {
            return new String(Base64.getDecoder().decode(userData), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
