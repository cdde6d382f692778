package dev.sluice.provider.aws.s3;

import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.s3.Replication.Destination;
import dev.sluice.provider.aws.s3.Replication.Filter;
import dev.sluice.provider.aws.s3.Replication.Rule;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerReplicationStatus;
import software.amazon.awssdk.services.s3.model.OwnerOverride;
import software.amazon.awssdk.services.s3.model.ReplicationConfiguration;
import software.amazon.awssdk.services.s3.model.ReplicationRule;
import software.amazon.awssdk.services.s3.model.ReplicationRuleFilter;
import software.amazon.awssdk.services.s3.model.ReplicationTimeStatus;
import software.amazon.awssdk.services.s3.model.SseKmsEncryptedObjectsStatus;

/** The replication of a bucket, which S3 takes as a whole. A flag that is off is reported as it is wished for. */
final class ReplicationSettings {
    /** The only time that S3 knows. */
    private static final int MINUTES = 15;

    private ReplicationSettings() {}

    static @Nullable Replication read(Api<S3Client> s3, String bucket, @Nullable Replication desired) {
        return s3.find(
                        "GetBucketReplication",
                        c -> c.getBucketReplication(r -> r.bucket(bucket)).replicationConfiguration())
                .map(found -> new Replication(
                        found.role(),
                        null,
                        found.rules().stream()
                                .map(rule -> rule(rule, wished(desired, rule.id())))
                                .toList()))
                .orElse(null);
    }

    private static @Nullable Rule wished(@Nullable Replication desired, @Nullable String id) {
        return desired == null
                ? null
                : desired.rules().stream()
                        .filter(rule -> rule.id().equals(id))
                        .findFirst()
                        .orElse(null);
    }

    static void write(Api<S3Client> s3, String bucket, Replication desired) {
        var configuration = ReplicationConfiguration.builder()
                .role(desired.roleArn())
                .rules(desired.rules().stream().map(ReplicationSettings::rule).toList())
                .build();
        s3.call(
                "PutBucketReplication",
                c -> c.putBucketReplication(r -> r.bucket(bucket).replicationConfiguration(configuration)));
    }

    static void remove(Api<S3Client> s3, String bucket) {
        s3.call("DeleteBucketReplication", c -> c.deleteBucketReplication(r -> r.bucket(bucket)));
    }

    @SuppressWarnings("deprecation") // Rules of other hands may still have their prefix outside of a filter.
    private static Rule rule(ReplicationRule found, @Nullable Rule wished) {
        var filter = found.filter();
        var markers = found.deleteMarkerReplication();
        return new Rule(
                String.valueOf(found.id()),
                found.statusAsString(),
                found.priority() == null ? 0 : found.priority(),
                filter == null ? filter(found.prefix(), Map.of()) : filter(filter),
                flag(
                        markers != null && markers.status() == DeleteMarkerReplicationStatus.ENABLED,
                        wished == null ? null : wished.deleteMarkerReplication()),
                destination(found, wished));
    }

    private static Destination destination(ReplicationRule found, @Nullable Rule wished) {
        var destination = found.destination();
        var translation = destination.accessControlTranslation();
        var encryption = destination.encryptionConfiguration();
        var time = destination.replicationTime();
        return new Destination(
                destination.bucket(),
                null,
                translation != null && translation.owner() == OwnerOverride.DESTINATION ? destination.account() : null,
                destination.storageClassAsString(),
                null == encryption ? null : encryption.replicaKmsKeyID(),
                null,
                flag(
                        time != null && time.status() == ReplicationTimeStatus.ENABLED,
                        wished == null ? null : wished.destination().replicationTimeControl()));
    }

    private static @Nullable Boolean flag(boolean on, @Nullable Boolean wished) {
        return on ? Boolean.TRUE : Boolean.FALSE.equals(wished) ? wished : null;
    }

    private static @Nullable Filter filter(ReplicationRuleFilter filter) {
        var and = filter.and();
        if (and != null) {
            return filter(and.prefix(), BucketTags.map(and.tags()));
        }
        var tag = filter.tag();
        return filter(filter.prefix(), tag == null ? Map.of() : Map.of(tag.key(), tag.value()));
    }

    private static @Nullable Filter filter(@Nullable String prefix, Map<String, String> tags) {
        var begins = prefix == null || prefix.isEmpty() ? null : prefix;
        return begins == null && tags.isEmpty() ? null : new Filter(begins, tags.isEmpty() ? null : tags);
    }

    private static ReplicationRule rule(Rule rule) {
        var destination = rule.destination();
        var builder = ReplicationRule.builder()
                .id(rule.id())
                .status(rule.status())
                .priority(rule.priority())
                .filter(filter(rule.filter()))
                .deleteMarkerReplication(d -> d.status(
                        Boolean.TRUE.equals(rule.deleteMarkerReplication())
                                ? DeleteMarkerReplicationStatus.ENABLED
                                : DeleteMarkerReplicationStatus.DISABLED))
                .destination(destination(destination));
        if (destination.replicaKmsKeyId() != null) {
            builder.sourceSelectionCriteria(
                    s -> s.sseKmsEncryptedObjects(k -> k.status(SseKmsEncryptedObjectsStatus.ENABLED)));
        }
        return builder.build();
    }

    private static software.amazon.awssdk.services.s3.model.Destination destination(Destination desired) {
        var builder = software.amazon.awssdk.services.s3.model.Destination.builder()
                .bucket(desired.bucketArn())
                .storageClass(desired.storageClass());
        if (desired.ownerAccount() != null) {
            builder.account(desired.ownerAccount()).accessControlTranslation(t -> t.owner(OwnerOverride.DESTINATION));
        }
        if (desired.replicaKmsKeyId() != null) {
            builder.encryptionConfiguration(e -> e.replicaKmsKeyID(desired.replicaKmsKeyId()));
        }
        if (Boolean.TRUE.equals(desired.replicationTimeControl())) {
            builder.replicationTime(t -> t.status(ReplicationTimeStatus.ENABLED).time(v -> v.minutes(MINUTES)))
                    .metrics(m -> m.status("Enabled").eventThreshold(v -> v.minutes(MINUTES)));
        }
        return builder.build();
    }

    /** One condition stands alone, several have to be joined by an And. */
    private static ReplicationRuleFilter filter(@Nullable Filter filter) {
        var builder = ReplicationRuleFilter.builder();
        if (filter == null || filter.tags() == null) {
            var prefix = filter == null ? null : filter.prefix();
            return builder.prefix(prefix == null ? "" : prefix).build();
        }
        var tags = BucketTags.list(filter.tags());
        return filter.prefix() == null && tags.size() == 1
                ? builder.tag(tags.getFirst()).build()
                : builder.and(a -> a.prefix(filter.prefix()).tags(tags)).build();
    }
}
