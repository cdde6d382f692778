package dev.sluice.provider.aws.s3;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.s3.Bucket.Encryption;
import dev.sluice.provider.aws.s3.Bucket.PublicAccessBlock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.OwnershipControlsRule;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/**
 * The small settings of a bucket. Some of them S3 takes as a whole: what a user leaves open there is kept as it was
 * observed.
 */
final class Settings {
    private Settings() {}

    static @Nullable String versioning(Api<S3Client> s3, String bucket) {
        return s3.call("GetBucketVersioning", c -> c.getBucketVersioning(r -> r.bucket(bucket)))
                .statusAsString();
    }

    static @Nullable Encryption encryption(Api<S3Client> s3, String bucket) {
        return s3.find("GetBucketEncryption", c -> c.getBucketEncryption(r -> r.bucket(bucket)))
                .map(Settings::encryption)
                .orElse(null);
    }

    static @Nullable PublicAccessBlock publicAccessBlock(Api<S3Client> s3, String bucket) {
        return s3.find("GetPublicAccessBlock", c -> c.getPublicAccessBlock(r -> r.bucket(bucket)))
                .map(Settings::publicAccessBlock)
                .orElse(null);
    }

    static @Nullable String ownership(Api<S3Client> s3, String bucket) {
        return s3.find(
                        "GetBucketOwnershipControls",
                        c -> c.getBucketOwnershipControls(r -> r.bucket(bucket)).ownershipControls())
                .flatMap(controls -> controls.rules().stream().findFirst())
                .map(OwnershipControlsRule::objectOwnershipAsString)
                .orElse(null);
    }

    static @Nullable JsonNode policy(Api<S3Client> s3, String bucket) {
        return s3.find(
                        "GetBucketPolicy",
                        c -> c.getBucketPolicy(r -> r.bucket(bucket)).policy())
                .map(Json::read)
                .orElse(null);
    }

    /** What S3 does by default counts as unset, unless it is wished for by its name. */
    static @Nullable String acceleration(Api<S3Client> s3, String bucket, String wished) {
        var status = s3.call(
                        "GetBucketAccelerateConfiguration",
                        c -> c.getBucketAccelerateConfiguration(r -> r.bucket(bucket)))
                .statusAsString();
        return "Enabled".equals(status) ? status : wished.equals("Suspended") ? wished : null;
    }

    /** As with {@link #acceleration}. */
    static @Nullable String payer(Api<S3Client> s3, String bucket, String wished) {
        var payer = s3.call("GetBucketRequestPayment", c -> c.getBucketRequestPayment(r -> r.bucket(bucket)))
                .payerAsString();
        return "Requester".equals(payer) ? payer : wished.equals("BucketOwner") ? wished : null;
    }

    private static @Nullable Encryption encryption(GetBucketEncryptionResponse response) {
        var configuration = response.serverSideEncryptionConfiguration();
        if (configuration == null || configuration.rules().isEmpty()) {
            return null;
        }
        var rule = configuration.rules().getFirst();
        var byDefault = rule.applyServerSideEncryptionByDefault();
        if (byDefault == null) {
            return null;
        }
        return new Encryption(
                byDefault.sseAlgorithmAsString(),
                byDefault.kmsMasterKeyID(),
                null,
                Boolean.TRUE.equals(rule.bucketKeyEnabled()));
    }

    static ServerSideEncryptionRule encryptionRule(Encryption desired, @Nullable Encryption observed) {
        var bucketKey = (desired.bucketKeyEnabled() == null && observed != null)
                ? observed.bucketKeyEnabled()
                : desired.bucketKeyEnabled();
        return ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(
                        e -> e.sseAlgorithm(desired.algorithm()).kmsMasterKeyID(desired.kmsKeyId()))
                .bucketKeyEnabled(bucketKey)
                .build();
    }

    private static PublicAccessBlock publicAccessBlock(GetPublicAccessBlockResponse response) {
        var block = response.publicAccessBlockConfiguration();
        return new PublicAccessBlock(
                Boolean.TRUE.equals(block.blockPublicAcls()),
                Boolean.TRUE.equals(block.ignorePublicAcls()),
                Boolean.TRUE.equals(block.blockPublicPolicy()),
                Boolean.TRUE.equals(block.restrictPublicBuckets()));
    }

    static PublicAccessBlockConfiguration publicAccessBlock(
            PublicAccessBlock desired, @Nullable PublicAccessBlock observed) {
        var before = observed == null ? new PublicAccessBlock(null, null, null, null) : observed;
        return PublicAccessBlockConfiguration.builder()
                .blockPublicAcls(first(desired.blockPublicAcls(), before.blockPublicAcls()))
                .ignorePublicAcls(first(desired.ignorePublicAcls(), before.ignorePublicAcls()))
                .blockPublicPolicy(first(desired.blockPublicPolicy(), before.blockPublicPolicy()))
                .restrictPublicBuckets(first(desired.restrictPublicBuckets(), before.restrictPublicBuckets()))
                .build();
    }

    private static boolean first(@Nullable Boolean desired, @Nullable Boolean observed) {
        return desired != null ? desired : Boolean.TRUE.equals(observed);
    }
}
