package dev.sluice.provider.aws.s3;

import dev.sluice.provider.aws.s3.Bucket.Encryption;
import dev.sluice.provider.aws.s3.Bucket.PublicAccessBlock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetBucketEncryptionResponse;
import software.amazon.awssdk.services.s3.model.GetPublicAccessBlockResponse;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;

/** The settings of a bucket that S3 takes as a whole: what a user leaves open is kept as it was observed. */
final class Settings {
    private Settings() {}

    static @Nullable Encryption encryption(GetBucketEncryptionResponse response) {
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

    static PublicAccessBlock publicAccessBlock(GetPublicAccessBlockResponse response) {
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
