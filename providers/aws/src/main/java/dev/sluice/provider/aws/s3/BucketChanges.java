package dev.sluice.provider.aws.s3;

import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.s3.Bucket.Parameters;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;

/** Writes those settings of a bucket that differ, each by a call of its own. */
final class BucketChanges {
    /**
     * In an order that S3 accepts: versioning before what needs it, the public access block before a policy that is
     * public on purpose. What depends on other resources, and may fail for their sake, comes last.
     */
    private static final List<Setting> IN_ORDER = List.of(
            new Setting("versioning", Parameters::versioning, BucketChanges::versioning),
            new Setting("encryption", Parameters::encryption, BucketChanges::encryption),
            new Setting("publicAccessBlock", Parameters::publicAccessBlock, BucketChanges::publicAccessBlock),
            new Setting("objectOwnership", Parameters::objectOwnership, BucketChanges::ownership),
            new Setting("policy", Parameters::policy, BucketChanges::policy),
            new Setting("objectLock", Parameters::objectLock, BucketChanges::objectLock),
            new Setting(
                    "lifecycleRules",
                    Parameters::lifecycleRules,
                    (s3, name, is, wanted) -> Lifecycle.write(s3, name, wanted.lifecycleRules())),
            new Setting(
                    "corsRules",
                    Parameters::corsRules,
                    (s3, name, is, wanted) -> Cors.write(s3, name, wanted.corsRules())),
            new Setting(
                    "website",
                    Parameters::website,
                    (s3, name, is, wanted) -> WebsiteSettings.write(s3, name, wanted.website())),
            new Setting("transferAcceleration", Parameters::transferAcceleration, BucketChanges::acceleration),
            new Setting("requestPayer", Parameters::requestPayer, BucketChanges::payer),
            new Setting(
                    "logging",
                    Parameters::logging,
                    (s3, name, is, wanted) -> Logging.write(s3, name, wanted.logging())),
            new Setting("replication", Parameters::replication, BucketChanges::replication),
            new Setting(
                    "notifications",
                    Parameters::notifications,
                    (s3, name, is, wanted) -> NotificationSettings.write(s3, name, wanted.notifications())));

    private record Setting(String field, Function<Parameters, @Nullable Object> wished, Write write) {}

    @FunctionalInterface
    private interface Write {
        void now(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired);
    }

    private BucketChanges() {}

    static void write(Api<S3Client> s3, String bucket, Parameters desired, Parameters observed, Changed changed) {
        if (changed.touches("replication") && desired.replication() == null) {
            // Versioning, which may be about to be suspended, cannot be while anything is replicated.
            ReplicationSettings.remove(s3, bucket);
        }
        for (var setting : IN_ORDER) {
            if (changed.touches(setting.field())) {
                setting.write().now(s3, bucket, observed, desired);
            }
        }
    }

    /** What a bucket that was just created, as {@code made}, lacks of what is wished for. */
    static void complete(Api<S3Client> s3, String bucket, Parameters desired, Parameters made) {
        for (var setting : IN_ORDER) {
            var wished = setting.wished().apply(desired);
            if (wished != null && !wished.equals(setting.wished().apply(made))) {
                setting.write().now(s3, bucket, made, desired);
            }
        }
    }

    private static void versioning(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.versioning() != null) {
            s3.call(
                    "PutBucketVersioning",
                    c -> c.putBucketVersioning(
                            r -> r.bucket(bucket).versioningConfiguration(v -> v.status(desired.versioning()))));
        }
    }

    private static void encryption(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.encryption() != null) {
            var rule = Settings.encryptionRule(desired.encryption(), observed.encryption());
            s3.call(
                    "PutBucketEncryption",
                    c -> c.putBucketEncryption(
                            r -> r.bucket(bucket).serverSideEncryptionConfiguration(e -> e.rules(rule))));
        }
    }

    private static void publicAccessBlock(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.publicAccessBlock() != null) {
            var block = Settings.publicAccessBlock(desired.publicAccessBlock(), observed.publicAccessBlock());
            s3.call(
                    "PutPublicAccessBlock",
                    c -> c.putPublicAccessBlock(r -> r.bucket(bucket).publicAccessBlockConfiguration(block)));
        }
    }

    private static void ownership(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.objectOwnership() != null) {
            var rule = OwnershipControlsRule.builder()
                    .objectOwnership(desired.objectOwnership())
                    .build();
            s3.call(
                    "PutBucketOwnershipControls",
                    c -> c.putBucketOwnershipControls(r -> r.bucket(bucket).ownershipControls(o -> o.rules(rule))));
        }
    }

    private static void policy(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.policy() == null) {
            s3.call("DeleteBucketPolicy", c -> c.deleteBucketPolicy(r -> r.bucket(bucket)));
        } else {
            var document = Json.write(desired.policy());
            s3.call(
                    "PutBucketPolicy",
                    c -> c.putBucketPolicy(r -> r.bucket(bucket).policy(document)));
        }
    }

    private static void objectLock(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.objectLock() != null) {
            ObjectLock.write(s3, bucket, desired.objectLock());
        }
    }

    private static void acceleration(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.transferAcceleration() != null) {
            s3.call(
                    "PutBucketAccelerateConfiguration",
                    c -> c.putBucketAccelerateConfiguration(r ->
                            r.bucket(bucket).accelerateConfiguration(a -> a.status(desired.transferAcceleration()))));
        }
    }

    private static void payer(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.requestPayer() != null) {
            s3.call(
                    "PutBucketRequestPayment",
                    c -> c.putBucketRequestPayment(
                            r -> r.bucket(bucket).requestPaymentConfiguration(p -> p.payer(desired.requestPayer()))));
        }
    }

    private static void replication(Api<S3Client> s3, String bucket, Parameters observed, Parameters desired) {
        if (desired.replication() != null) {
            ReplicationSettings.write(s3, bucket, desired.replication());
        }
    }
}
