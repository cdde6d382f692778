package dev.sluice.provider.aws.elasticache;

import dev.sluice.provider.aws.client.KmsKeys;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.client.Versions;
import dev.sluice.provider.aws.elasticache.ReplicationGroup.Parameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.SecurityGroupMembership;

/**
 * A replication group as ElastiCache reports it, in the shape of the parameters.
 *
 * <p>Half of it is told of the group, half of its nodes, which are all alike. A change that ElastiCache has accepted and
 * not made yet counts as made.
 */
final class ReplicationGroupParameters {
    /** Which token was set last: ElastiCache does not tell. */
    static final String TOKEN_VERSION = "sluice.dev/auth-token-version";

    private ReplicationGroupParameters() {}

    /** @param node one of the nodes; one without anything where there is none yet */
    static Parameters of(
            String region,
            Parameters desired,
            software.amazon.awssdk.services.elasticache.model.ReplicationGroup group,
            CacheCluster node,
            Map<String, String> tags) {
        var shards = group.nodeGroups();
        var pending = node.pendingModifiedValues();
        var parameterGroup = node.cacheParameterGroup();
        return new Parameters(
                region,
                group.description(),
                group.engine(),
                Versions.asWished(
                        desired.engineVersion(),
                        pending != null && pending.engineVersion() != null
                                ? pending.engineVersion()
                                : node.engineVersion()),
                pending != null && pending.cacheNodeType() != null ? pending.cacheNodeType() : group.cacheNodeType(),
                group.clusterModeAsString() == null
                        ? Boolean.TRUE.equals(group.clusterEnabled()) ? "enabled" : "disabled"
                        : group.clusterModeAsString(),
                shards.isEmpty() ? null : shards.size(),
                shards.isEmpty() ? null : shards.getFirst().nodeGroupMembers().size() - 1,
                failover(group),
                "enabled".equals(group.multiAZAsString()),
                parameterGroup == null ? null : parameterGroup.cacheParameterGroupName(),
                node.cacheSubnetGroupName(),
                null,
                securityGroups(node.securityGroups()),
                null,
                port(group),
                group.atRestEncryptionEnabled(),
                KmsKeys.asWished(desired.kmsKeyId(), group.kmsKeyId()),
                null,
                group.transitEncryptionEnabled(),
                desired.authToken(),
                null,
                tags.get(TOKEN_VERSION),
                userGroups(group),
                group.snapshotRetentionLimit(),
                group.snapshotWindow(),
                node.preferredMaintenanceWindow(),
                group.autoMinorVersionUpgrade(),
                desired.applyImmediately(),
                desired.finalSnapshotIdentifier(),
                Tags.parameter(without(tags)));
    }

    private static boolean failover(software.amazon.awssdk.services.elasticache.model.ReplicationGroup group) {
        var pending = group.pendingModifiedValues();
        var status = pending != null && pending.automaticFailoverStatusAsString() != null
                ? pending.automaticFailoverStatusAsString()
                : String.valueOf(group.automaticFailoverAsString());
        return status.startsWith("enabl");
    }

    private static @Nullable List<String> securityGroups(List<SecurityGroupMembership> memberships) {
        var groups = memberships.stream()
                .filter(membership -> !"removing".equals(membership.status()))
                .map(SecurityGroupMembership::securityGroupId)
                .toList();
        return groups.isEmpty() ? null : groups;
    }

    static @Nullable Integer port(software.amazon.awssdk.services.elasticache.model.ReplicationGroup group) {
        if (group.configurationEndpoint() != null) {
            return group.configurationEndpoint().port();
        }
        return group.nodeGroups().isEmpty() || group.nodeGroups().getFirst().primaryEndpoint() == null
                ? null
                : group.nodeGroups().getFirst().primaryEndpoint().port();
    }

    private static @Nullable List<String> userGroups(
            software.amazon.awssdk.services.elasticache.model.ReplicationGroup group) {
        return group.userGroupIds().isEmpty() ? null : group.userGroupIds();
    }

    private static Map<String, String> without(Map<String, String> tags) {
        var rest = new HashMap<>(tags);
        rest.remove(TOKEN_VERSION);
        return rest;
    }
}
