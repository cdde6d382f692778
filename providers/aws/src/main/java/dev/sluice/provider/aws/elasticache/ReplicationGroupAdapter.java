package dev.sluice.provider.aws.elasticache;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Details;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.elasticache.ReplicationGroup.Outputs;
import dev.sluice.provider.aws.elasticache.ReplicationGroup.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.CacheCluster;
import software.amazon.awssdk.services.elasticache.model.NodeGroup;

/** Maps a replication group to ElastiCache, which is told of nodes, replicas and shards by calls of their own. */
final class ReplicationGroupAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return group(target).map(group -> {
            var tags = tags(target, group.arn());
            return new Observed<>(
                    ReplicationGroupParameters.of(
                            target.region(), target.desired(), group, node(target, group.memberClusters()), tags),
                    outputs(group),
                    Tags.owner(tags),
                    state(String.valueOf(group.status())),
                    String.valueOf(group.status()),
                    null);
        });
    }

    private static Optional<software.amazon.awssdk.services.elasticache.model.ReplicationGroup> group(
            Target<Parameters, AwsSession> target) {
        var elasticache = elasticache(target);
        return elasticache
                .find(
                        "DescribeReplicationGroups",
                        c -> c.describeReplicationGroups(r -> r.replicationGroupId(target.externalName())))
                .map(answer -> answer.replicationGroups().stream()
                        .findFirst()
                        .orElseThrow(() -> elasticache.incomplete("DescribeReplicationGroups")));
    }

    private static CacheCluster node(Target<Parameters, AwsSession> target, List<String> members) {
        var none = CacheCluster.builder().build();
        return members.isEmpty()
                ? none
                : elasticache(target)
                        .find(
                                "DescribeCacheClusters",
                                c -> c.describeCacheClusters(r -> r.cacheClusterId(members.getFirst())))
                        .flatMap(answer -> answer.cacheClusters().stream().findFirst())
                        .orElse(none);
    }

    /** ElastiCache does not tell the tags of what it is at work on; whose it is, is asked again when it is done. */
    private static Map<String, String> tags(Target<Parameters, AwsSession> target, String arn) {
        try {
            return CacheTags.read(elasticache(target), arn);
        } catch (CloudException failure) {
            if (failure.error() instanceof CloudError.Conflict || failure.error() instanceof CloudError.NotFound) {
                return Map.of();
            }
            throw failure;
        }
    }

    static Observed.State state(String status) {
        return switch (status) {
            case "available" -> Observed.State.AVAILABLE;
            case "creating" -> Observed.State.CREATING;
            case "deleting" -> Observed.State.DELETING;
            case "create-failed" -> Observed.State.FAILED;
            default -> Observed.State.UPDATING;
        };
    }

    private static Outputs outputs(software.amazon.awssdk.services.elasticache.model.ReplicationGroup group) {
        var configuration = group.configurationEndpoint();
        var shard = group.nodeGroups().stream().findFirst();
        var port = ReplicationGroupParameters.port(group);
        return new Outputs(
                group.arn(),
                shard.map(NodeGroup::primaryEndpoint).map(e -> e.address()).orElse(null),
                shard.map(NodeGroup::readerEndpoint).map(e -> e.address()).orElse(null),
                configuration == null ? null : configuration.address(),
                port == null ? null : String.valueOf(port));
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        var tags = Tags.wanted(desired.tags(), target.ownerUid());
        if (desired.authTokenVersion() != null) {
            tags.put(ReplicationGroupParameters.TOKEN_VERSION, desired.authTokenVersion());
        }
        elasticache(target)
                .call(
                        "CreateReplicationGroup",
                        c -> c.createReplicationGroup(r -> ReplicationGroupRequests.create(r, desired)
                                .replicationGroupId(target.externalName())
                                .tags(CacheTags.list(tags))));
        return target.externalName();
    }

    /**
     * Tags at once, then one change of the group: ElastiCache refuses a second one until the first is done. The kernel
     * observes again and plans what is left.
     */
    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var desired = target.desired();
        var changed = new Changed(diff);
        var elasticache = elasticache(target);
        CacheTags.change(elasticache, observed.outputs().arn(), Tags.edit(target, observed, Parameters::tags));
        var modification = ReplicationGroupRequests.modify(desired, observed.parameters(), changed);
        if (modification.isPresent()) {
            elasticache.call(
                    "ModifyReplicationGroup",
                    c -> c.modifyReplicationGroup(modification.get().toBuilder()
                            .replicationGroupId(target.externalName())
                            .build()));
        } else if (changed.touches("replicasPerNodeGroup")) {
            replicas(target, observed.parameters());
        } else if (changed.touches("numNodeGroups")) {
            shards(target);
        }
        if (changed.touches("authTokenVersion")) {
            tokenVersion(elasticache, observed.outputs().arn(), desired);
        }
    }

    private static void replicas(Target<Parameters, AwsSession> target, Parameters observed) {
        var wanted = target.desired().replicasPerNodeGroup();
        var before = observed.replicasPerNodeGroup();
        if (wanted == null || before == null) {
            return;
        }
        if (wanted > before) {
            elasticache(target)
                    .call(
                            "IncreaseReplicaCount",
                            c -> c.increaseReplicaCount(r -> r.replicationGroupId(target.externalName())
                                    .newReplicaCount(wanted)
                                    .applyImmediately(true)));
        } else {
            elasticache(target)
                    .call(
                            "DecreaseReplicaCount",
                            c -> c.decreaseReplicaCount(r -> r.replicationGroupId(target.externalName())
                                    .newReplicaCount(wanted)
                                    .applyImmediately(true)));
        }
    }

    /** Of fewer shards ElastiCache wants to know which stay; it moves the keys of the others there. */
    private static void shards(Target<Parameters, AwsSession> target) {
        var wanted = target.desired().numNodeGroups();
        var shards = group(target).stream()
                .flatMap(group -> group.nodeGroups().stream())
                .map(NodeGroup::nodeGroupId)
                .sorted()
                .toList();
        if (wanted == null || wanted == shards.size()) {
            return;
        }
        elasticache(target)
                .call(
                        "ModifyReplicationGroupShardConfiguration",
                        c -> c.modifyReplicationGroupShardConfiguration(r -> {
                            r.replicationGroupId(target.externalName())
                                    .nodeGroupCount(wanted)
                                    .applyImmediately(true);
                            if (wanted < shards.size()) {
                                r.nodeGroupsToRetain(shards.subList(0, wanted));
                            }
                        }));
    }

    /** After the token itself: a version that is written stands for a token that was set. */
    private static void tokenVersion(Api<ElastiCacheClient> elasticache, String arn, Parameters desired) {
        var key = ReplicationGroupParameters.TOKEN_VERSION;
        var version = desired.authTokenVersion();
        CacheTags.change(
                elasticache,
                arn,
                version == null ? new Tags.Edit(Map.of(), Set.of(key)) : new Tags.Edit(Map.of(key, version), Set.of()));
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var outputs = observed.outputs();
        if (outputs.primaryAddress() == null && outputs.configurationAddress() == null) {
            return Map.of();
        }
        var desired = target.desired();
        // One that is not set yet is not the one to log in with.
        var isSet =
                Objects.equals(desired.authTokenVersion(), observed.parameters().authTokenVersion());
        return new Details()
                .with("primaryEndpoint", outputs.primaryAddress())
                .with("readerEndpoint", outputs.readerAddress())
                .with("configurationEndpoint", outputs.configurationAddress())
                .with("port", outputs.port())
                .with("authToken", isSet ? desired.authToken() : null)
                .map();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        elasticache(target)
                .find(
                        "DeleteReplicationGroup",
                        c -> c.deleteReplicationGroup(r -> r.replicationGroupId(target.externalName())
                                .retainPrimaryCluster(false)
                                .finalSnapshotIdentifier(target.desired().finalSnapshotIdentifier())));
    }

    private static Api<ElastiCacheClient> elasticache(Target<Parameters, AwsSession> target) {
        return target.session().elasticache(target.region());
    }
}
