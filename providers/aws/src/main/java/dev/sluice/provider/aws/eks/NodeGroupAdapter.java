package dev.sluice.provider.aws.eks;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.eks.NodeGroup.Outputs;
import dev.sluice.provider.aws.eks.NodeGroup.Parameters;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.AutoScalingGroup;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.Nodegroup;

/** Maps a node group to EKS: one call reads it; configuration and version are changed by two, and not at once. */
final class NodeGroupAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var cluster = target.desired().clusterName();
        if (cluster == null) {
            // The cluster that it referred to has gone; EKS lets no cluster go before its nodes.
            return Optional.empty();
        }
        return eks(target)
                .find(
                        "DescribeNodegroup",
                        c -> c.describeNodegroup(r -> r.clusterName(cluster).nodegroupName(target.externalName()))
                                .nodegroup())
                .map(group -> new Observed<>(
                        NodeGroupParameters.of(target.region(), group),
                        outputs(group),
                        Tags.owner(group.tags()),
                        state(String.valueOf(group.statusAsString())),
                        message(group),
                        null));
    }

    private static Observed.State state(String status) {
        return switch (status) {
            // A degraded one takes orders, and one of them may mend it.
            case "ACTIVE", "DEGRADED" -> Observed.State.AVAILABLE;
            case "CREATING" -> Observed.State.CREATING;
            case "DELETING" -> Observed.State.DELETING;
            case "CREATE_FAILED", "DELETE_FAILED" -> Observed.State.FAILED;
            default -> Observed.State.UPDATING;
        };
    }

    private static String message(Nodegroup group) {
        var issues = group.health() == null
                ? ""
                : group.health().issues().stream().map(Issue::message).collect(Collectors.joining("; "));
        return issues.isEmpty() ? String.valueOf(group.statusAsString()) : group.statusAsString() + ": " + issues;
    }

    private static Outputs outputs(Nodegroup group) {
        return new Outputs(
                group.nodegroupArn(),
                group.resources() == null
                        ? null
                        : group.resources().autoScalingGroups().stream()
                                .map(AutoScalingGroup::name)
                                .findFirst()
                                .orElse(null));
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        try {
            eks(target)
                    .call(
                            "CreateNodegroup",
                            c -> c.createNodegroup(r -> NodeGroupParameters.create(r, desired)
                                    .nodegroupName(target.externalName())
                                    .tags(Tags.wanted(desired.tags(), target.ownerUid()))));
        } catch (CloudException failure) {
            if (failure.error().message().contains("not in ACTIVE status")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict("the cluster is not ready for nodes yet; this is tried again"));
            }
            throw failure;
        }
        return target.externalName();
    }

    /**
     * Tags at once, then configuration or version: EKS refuses the one until the other is done. The kernel observes again
     * and plans what is left.
     */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var desired = target.desired();
        var changed = new Changed(diff);
        EksTags.change(eks(target), observed.outputs().arn(), Tags.edit(target, observed, Parameters::tags));
        var configuration = NodeGroupParameters.update(desired, observed.parameters(), changed);
        if (configuration.isPresent()) {
            eks(target)
                    .call(
                            "UpdateNodegroupConfig",
                            c -> c.updateNodegroupConfig(configuration.get().toBuilder()
                                    .clusterName(desired.clusterName())
                                    .nodegroupName(target.externalName())
                                    .build()));
        } else if (changed.touches("version")
                || changed.touches("releaseVersion")
                || changed.touches("launchTemplate")) {
            version(target);
        }
    }

    private static void version(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        eks(target)
                .call(
                        "UpdateNodegroupVersion",
                        c -> c.updateNodegroupVersion(r -> {
                            r.clusterName(desired.clusterName())
                                    .nodegroupName(target.externalName())
                                    .version(desired.version())
                                    .releaseVersion(desired.releaseVersion());
                            var template = desired.launchTemplate();
                            if (template != null && template.version() != null) {
                                r.launchTemplate(t -> t.id(template.id()).version(template.version()));
                            }
                        }));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var cluster = target.desired().clusterName();
        if (cluster != null) {
            eks(target)
                    .find(
                            "DeleteNodegroup",
                            c -> c.deleteNodegroup(r -> r.clusterName(cluster).nodegroupName(target.externalName())));
        }
    }

    private static Api<EksClient> eks(Target<Parameters, AwsSession> target) {
        return target.session().eks(target.region());
    }
}
