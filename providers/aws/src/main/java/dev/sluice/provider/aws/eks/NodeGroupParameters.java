package dev.sluice.provider.aws.eks;

import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.eks.NodeGroup.LaunchTemplate;
import dev.sluice.provider.aws.eks.NodeGroup.Parameters;
import dev.sluice.provider.aws.eks.NodeGroup.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupScalingConfig;
import software.amazon.awssdk.services.eks.model.UpdateLabelsPayload;
import software.amazon.awssdk.services.eks.model.UpdateNodegroupConfigRequest;
import software.amazon.awssdk.services.eks.model.UpdateTaintsPayload;

/** A node group's parameters in EKS's shapes and back. */
final class NodeGroupParameters {
    private NodeGroupParameters() {}

    static Parameters of(String region, Nodegroup group) {
        var scaling = group.scalingConfig();
        var remote = group.remoteAccess();
        var updates = group.updateConfig();
        return new Parameters(
                region,
                group.clusterName(),
                null,
                group.nodeRole(),
                null,
                group.subnets(),
                null,
                scaling == null ? 0 : scaling.minSize(),
                scaling == null ? 0 : scaling.maxSize(),
                scaling == null ? null : scaling.desiredSize(),
                group.instanceTypes().isEmpty() ? null : group.instanceTypes(),
                group.capacityTypeAsString(),
                group.amiTypeAsString(),
                group.diskSize(),
                remote == null ? null : remote.ec2SshKey(),
                launchTemplate(group),
                group.version(),
                group.releaseVersion(),
                group.labels().isEmpty() ? null : group.labels(),
                group.taints().isEmpty()
                        ? null
                        : group.taints().stream()
                                .map(taint -> new Taint(taint.key(), orNull(taint.value()), taint.effectAsString()))
                                .toList(),
                updates == null ? null : updates.maxUnavailable(),
                updates == null ? null : updates.maxUnavailablePercentage(),
                Tags.parameter(group.tags()));
    }

    private static @Nullable LaunchTemplate launchTemplate(Nodegroup group) {
        var template = group.launchTemplate();
        return template == null || template.id() == null ? null : new LaunchTemplate(template.id(), template.version());
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    static CreateNodegroupRequest.Builder create(CreateNodegroupRequest.Builder request, Parameters desired) {
        request.clusterName(desired.clusterName())
                .nodeRole(desired.roleArn())
                .subnets(desired.subnetIds())
                .scalingConfig(scaling(desired, null))
                .instanceTypes(desired.instanceTypes())
                .capacityType(desired.capacityType())
                .amiType(desired.amiType())
                .diskSize(desired.diskSize())
                .version(desired.version())
                .releaseVersion(desired.releaseVersion())
                .labels(desired.labels());
        if (desired.taints() != null) {
            request.taints(
                    desired.taints().stream().map(NodeGroupParameters::taint).toList());
        }
        if (desired.sshKeyName() != null) {
            request.remoteAccess(r -> r.ec2SshKey(desired.sshKeyName()));
        }
        var template = desired.launchTemplate();
        if (template != null) {
            request.launchTemplate(t -> t.id(template.id()).version(template.version()));
        }
        if (desired.maxUnavailable() != null || desired.maxUnavailablePercentage() != null) {
            request.updateConfig(u -> u.maxUnavailable(desired.maxUnavailable())
                    .maxUnavailablePercentage(desired.maxUnavailablePercentage()));
        }
        return request;
    }

    /** Where somebody else decides the number of nodes, it is told only when it would not fit its bounds any more. */
    private static NodegroupScalingConfig scaling(Parameters desired, @Nullable Integer current) {
        var size = desired.desiredSize();
        if (size == null) {
            var start = current == null ? desired.minSize() : current;
            var fitting = Math.clamp(start, desired.minSize(), desired.maxSize());
            size = current != null && fitting == current ? null : Integer.valueOf(fitting);
        }
        return NodegroupScalingConfig.builder()
                .minSize(desired.minSize())
                .maxSize(desired.maxSize())
                .desiredSize(size)
                .build();
    }

    /** One request for all of the configuration that differs; empty where nothing of it does. */
    static Optional<UpdateNodegroupConfigRequest> update(Parameters desired, Parameters observed, Changed changed) {
        var request = UpdateNodegroupConfigRequest.builder();
        var untouched = request.build();
        if (changed.touches("minSize") || changed.touches("maxSize") || changed.touches("desiredSize")) {
            request.scalingConfig(scaling(desired, observed.desiredSize()));
        }
        if (changed.touches("maxUnavailable") || changed.touches("maxUnavailablePercentage")) {
            request.updateConfig(u -> u.maxUnavailable(desired.maxUnavailable())
                    .maxUnavailablePercentage(desired.maxUnavailablePercentage()));
        }
        if (changed.touches("labels")) {
            request.labels(labels(desired.labels(), observed.labels()));
        }
        if (changed.touches("taints")) {
            request.taints(taints(desired.taints(), observed.taints()));
        }
        var built = request.build();
        return built.equals(untouched) ? Optional.empty() : Optional.of(built);
    }

    private static UpdateLabelsPayload labels(
            @Nullable Map<String, String> desired, @Nullable Map<String, String> observed) {
        var put = new TreeMap<>(desired == null ? Map.<String, String>of() : desired);
        var remove = new TreeSet<>(observed == null ? List.<String>of() : observed.keySet());
        remove.removeAll(put.keySet());
        return UpdateLabelsPayload.builder()
                .addOrUpdateLabels(put.isEmpty() ? null : put)
                .removeLabels(remove.isEmpty() ? null : remove)
                .build();
    }

    /** EKS knows a taint by its key and effect: one of these with another value is written over, not removed. */
    private static UpdateTaintsPayload taints(@Nullable List<Taint> desired, @Nullable List<Taint> observed) {
        var put = desired == null ? List.<Taint>of() : desired;
        var remove = (observed == null ? List.<Taint>of() : observed)
                .stream()
                        .filter(taint -> put.stream()
                                .noneMatch(wanted -> wanted.key().equals(taint.key())
                                        && wanted.effect().equals(taint.effect())))
                        .map(NodeGroupParameters::taint)
                        .toList();
        return UpdateTaintsPayload.builder()
                .addOrUpdateTaints(
                        put.isEmpty()
                                ? null
                                : put.stream().map(NodeGroupParameters::taint).toList())
                .removeTaints(remove.isEmpty() ? null : remove)
                .build();
    }

    private static software.amazon.awssdk.services.eks.model.Taint taint(Taint taint) {
        return software.amazon.awssdk.services.eks.model.Taint.builder()
                .key(taint.key())
                .value(taint.value())
                .effect(taint.effect())
                .build();
    }
}
