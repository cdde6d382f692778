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
import dev.sluice.provider.aws.eks.Cluster.Outputs;
import dev.sluice.provider.aws.eks.Cluster.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.Logging;
import software.amazon.awssdk.services.eks.model.UpdateClusterConfigRequest;

/** Maps a cluster to EKS: one call reads it; it changes one thing at a time, for minutes. */
final class ClusterAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return eks(target)
                .find(
                        "DescribeCluster",
                        c -> c.describeCluster(r -> r.name(target.externalName()))
                                .cluster())
                .map(cluster -> new Observed<>(
                        ClusterParameters.of(target.region(), cluster),
                        outputs(cluster),
                        Tags.owner(cluster.tags()),
                        state(String.valueOf(cluster.statusAsString())),
                        String.valueOf(cluster.statusAsString()),
                        null));
    }

    private static Observed.State state(String status) {
        return switch (status) {
            case "ACTIVE" -> Observed.State.AVAILABLE;
            case "CREATING", "PENDING" -> Observed.State.CREATING;
            case "DELETING" -> Observed.State.DELETING;
            case "FAILED" -> Observed.State.FAILED;
            default -> Observed.State.UPDATING;
        };
    }

    private static Outputs outputs(software.amazon.awssdk.services.eks.model.Cluster cluster) {
        var vpc = cluster.resourcesVpcConfig();
        var authority = cluster.certificateAuthority();
        var identity = cluster.identity();
        return new Outputs(
                cluster.name(),
                cluster.arn(),
                cluster.endpoint(),
                authority == null ? null : authority.data(),
                vpc == null ? null : vpc.clusterSecurityGroupId(),
                identity == null || identity.oidc() == null
                        ? null
                        : identity.oidc().issuer());
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        eks(target)
                .call(
                        "CreateCluster",
                        c -> c.createCluster(r -> ClusterParameters.create(r, desired)
                                .name(target.externalName())
                                .tags(Tags.wanted(desired.tags(), target.ownerUid()))));
        return target.externalName();
    }

    /**
     * Tags at once, then one change of the cluster: EKS refuses a second one, even in the same call, until the first is
     * done. The kernel observes again and plans what is left.
     */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var desired = target.desired();
        var changed = new Changed(diff);
        EksTags.change(eks(target), observed.outputs().arn(), Tags.edit(target, observed, Parameters::tags));
        if (changed.touches("version")) {
            eks(target)
                    .call(
                            "UpdateClusterVersion",
                            c -> c.updateClusterVersion(
                                    r -> r.name(target.externalName()).version(desired.version())));
            return;
        }
        var change = configuration(desired, observed.parameters(), changed);
        if (change != null) {
            eks(target)
                    .call(
                            "UpdateClusterConfig",
                            c -> c.updateClusterConfig(
                                    change.name(target.externalName()).build()));
        }
    }

    /** The first thing that differs; null where nothing does. */
    private static UpdateClusterConfigRequest.@Nullable Builder configuration(
            Parameters desired, Parameters observed, Changed changed) {
        var request = UpdateClusterConfigRequest.builder();
        if (changed.touches("endpointPublicAccess")
                || changed.touches("endpointPrivateAccess")
                || changed.touches("publicAccessCidrs")) {
            return request.resourcesVpcConfig(v -> v.endpointPublicAccess(desired.endpointPublicAccess())
                    .endpointPrivateAccess(desired.endpointPrivateAccess())
                    .publicAccessCidrs(desired.publicAccessCidrs()));
        } else if (changed.touches("subnetIds") || changed.touches("securityGroupIds")) {
            return request.resourcesVpcConfig(v -> v.subnetIds(desired.subnetIds())
                    .securityGroupIds(desired.securityGroupIds() == null ? List.of() : desired.securityGroupIds()));
        } else if (changed.touches("enabledLogTypes")) {
            return request.logging(logging(desired, observed));
        } else if (changed.touches("authenticationMode")) {
            return request.accessConfig(a -> a.authenticationMode(desired.authenticationMode()));
        } else if (changed.touches("supportType")) {
            return request.upgradePolicy(u -> u.supportType(desired.supportType()));
        } else if (changed.touches("deletionProtection")) {
            return request.deletionProtection(desired.deletionProtection());
        }
        return null;
    }

    private static Logging logging(Parameters desired, Parameters observed) {
        var enabled = desired.enabledLogTypes() == null ? List.<String>of() : desired.enabledLogTypes();
        var before = observed.enabledLogTypes() == null ? List.<String>of() : observed.enabledLogTypes();
        var disabled = before.stream().filter(type -> !enabled.contains(type)).toList();
        var setups = new ArrayList<LogSetup>();
        if (!enabled.isEmpty()) {
            setups.add(
                    LogSetup.builder().enabled(true).typesWithStrings(enabled).build());
        }
        if (!disabled.isEmpty()) {
            setups.add(
                    LogSetup.builder().enabled(false).typesWithStrings(disabled).build());
        }
        return Logging.builder().clusterLogging(setups).build();
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        return Kubeconfig.connection(target.region(), observed.outputs());
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            eks(target).find("DeleteCluster", c -> c.deleteCluster(r -> r.name(target.externalName())));
        } catch (CloudException failure) {
            if (failure.error().message().toLowerCase(Locale.ROOT).contains("deletion protection")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "the cluster is protected against deletion; set deletionProtection to false first, or leave Delete out of spec.managementPolicies to keep the cluster"));
            }
            throw failure;
        }
    }

    private static Api<EksClient> eks(Target<Parameters, AwsSession> target) {
        return target.session().eks(target.region());
    }
}
