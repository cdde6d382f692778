package dev.sluice.provider.aws.elasticache;

import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.elasticache.ReplicationGroup.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticache.model.AuthTokenUpdateStrategyType;
import software.amazon.awssdk.services.elasticache.model.CreateReplicationGroupRequest;
import software.amazon.awssdk.services.elasticache.model.ModifyReplicationGroupRequest;

/** A replication group's parameters as ElastiCache wants to be told of them. */
final class ReplicationGroupRequests {
    private record Setting(String parameter, BiConsumer<ModifyReplicationGroupRequest.Builder, Parameters> write) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting("description", (r, p) -> r.replicationGroupDescription(p.description())),
            // ElastiCache wants an engine with its version, and a version with another engine.
            new Setting("engine", (r, p) -> r.engine(p.engine()).engineVersion(p.engineVersion())),
            new Setting("engineVersion", (r, p) -> r.engine(p.engine()).engineVersion(p.engineVersion())),
            new Setting("cacheNodeType", (r, p) -> r.cacheNodeType(p.cacheNodeType())),
            new Setting("automaticFailoverEnabled", (r, p) -> r.automaticFailoverEnabled(p.automaticFailoverEnabled())),
            new Setting("multiAzEnabled", (r, p) -> r.multiAZEnabled(p.multiAzEnabled())),
            new Setting("cacheParameterGroupName", (r, p) -> r.cacheParameterGroupName(p.cacheParameterGroupName())),
            new Setting("securityGroupIds", (r, p) -> r.securityGroupIds(p.securityGroupIds())),
            new Setting(
                    "authTokenVersion",
                    (r, p) -> r.authToken(p.authToken())
                            .authTokenUpdateStrategy(
                                    p.authToken() == null ? null : AuthTokenUpdateStrategyType.ROTATE)),
            new Setting("snapshotRetentionLimit", (r, p) -> r.snapshotRetentionLimit(p.snapshotRetentionLimit())),
            new Setting("snapshotWindow", (r, p) -> r.snapshotWindow(p.snapshotWindow())),
            new Setting(
                    "preferredMaintenanceWindow",
                    (r, p) -> r.preferredMaintenanceWindow(p.preferredMaintenanceWindow())),
            new Setting("autoMinorVersionUpgrade", (r, p) -> r.autoMinorVersionUpgrade(p.autoMinorVersionUpgrade())));

    private ReplicationGroupRequests() {}

    static CreateReplicationGroupRequest.Builder create(
            CreateReplicationGroupRequest.Builder request, Parameters desired) {
        return request.replicationGroupDescription(desired.description())
                .engine(desired.engine())
                .engineVersion(desired.engineVersion())
                .cacheNodeType(desired.cacheNodeType())
                .clusterMode(desired.clusterMode())
                .numNodeGroups(desired.numNodeGroups())
                .replicasPerNodeGroup(desired.replicasPerNodeGroup())
                .automaticFailoverEnabled(desired.automaticFailoverEnabled())
                .multiAZEnabled(desired.multiAzEnabled())
                .cacheParameterGroupName(desired.cacheParameterGroupName())
                .cacheSubnetGroupName(desired.cacheSubnetGroupName())
                .securityGroupIds(desired.securityGroupIds())
                .port(desired.port())
                .atRestEncryptionEnabled(desired.atRestEncryptionEnabled())
                .kmsKeyId(desired.kmsKeyId())
                .transitEncryptionEnabled(desired.transitEncryptionEnabled())
                .authToken(desired.authToken())
                .userGroupIds(desired.userGroupIds())
                .snapshotRetentionLimit(desired.snapshotRetentionLimit())
                .snapshotWindow(desired.snapshotWindow())
                .preferredMaintenanceWindow(desired.preferredMaintenanceWindow())
                .autoMinorVersionUpgrade(desired.autoMinorVersionUpgrade());
    }

    /** One request for all that can be told in one; empty where none of it differs. */
    static Optional<ModifyReplicationGroupRequest> modify(Parameters desired, Parameters observed, Changed changed) {
        var request = ModifyReplicationGroupRequest.builder();
        var untouched = request.build();
        SETTINGS.stream()
                .filter(setting -> changed.touches(setting.parameter()))
                .forEach(setting -> setting.write().accept(request, desired));
        if (changed.touches("userGroupIds")) {
            var added = without(desired.userGroupIds(), observed.userGroupIds());
            var removed = without(observed.userGroupIds(), desired.userGroupIds());
            request.userGroupIdsToAdd(added.isEmpty() ? null : added)
                    .userGroupIdsToRemove(removed.isEmpty() ? null : removed);
        }
        if (request.build().equals(untouched)) {
            return Optional.empty();
        }
        boolean later = Boolean.FALSE.equals(desired.applyImmediately());
        return Optional.of(request.applyImmediately(!later).build());
    }

    private static List<String> without(@Nullable List<String> list, @Nullable List<String> others) {
        var rest = new ArrayList<>(list == null ? List.<String>of() : list);
        rest.removeAll(others == null ? List.<String>of() : others);
        return rest;
    }
}
