package dev.sluice.provider.aws.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.provider.aws.client.Api;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;

/** Where S3 keeps a record of the requests to a bucket. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.targetBucket) != has(self.targetBucketRef)",
        message = "give either targetBucket or targetBucketRef")
public record Logging(
        @Size(min = 3, max = 63)
        @JsonPropertyDescription(
                "Name of the bucket that gets the logs, in the same region and account. Its policy has to allow logging.s3.amazonaws.com to put objects there.")
        @Nullable
        String targetBucket,

        @Reference(kind = Bucket.class, output = "name", to = "targetBucket")
        @JsonPropertyDescription("The bucket that gets the logs as a Bucket in the same namespace.")
        @Nullable
        ObjectReference targetBucketRef,

        @Size(min = 1, max = 800)
        @JsonPropertyDescription("What the keys of the logs begin with, for example invoices/. When unset, nothing.")
        @Nullable
        String targetPrefix,

        @OneOf({"EventTime", "DeliveryTime"})
        @JsonPropertyDescription(
                "Sorts the logs into folders by account, region, bucket and day: the day of the requests, or that of the log's delivery. When unset, no folders.")
        @Nullable
        String partitionDateSource) {

    static @Nullable Logging read(Api<S3Client> s3, String bucket) {
        var enabled = s3.call("GetBucketLogging", c -> c.getBucketLogging(r -> r.bucket(bucket)))
                .loggingEnabled();
        if (enabled == null) {
            return null;
        }
        var prefix = enabled.targetPrefix();
        var format = enabled.targetObjectKeyFormat();
        return new Logging(
                enabled.targetBucket(),
                null,
                prefix == null || prefix.isEmpty() ? null : prefix,
                format == null || format.partitionedPrefix() == null
                        ? null
                        : format.partitionedPrefix().partitionDateSourceAsString());
    }

    /** Nothing said is no logging. */
    static void write(Api<S3Client> s3, String bucket, @Nullable Logging desired) {
        var enabled = desired == null ? null : desired.enabled();
        s3.call(
                "PutBucketLogging",
                c -> c.putBucketLogging(r -> r.bucket(bucket).bucketLoggingStatus(l -> l.loggingEnabled(enabled))));
    }

    private LoggingEnabled enabled() {
        var enabled = LoggingEnabled.builder()
                .targetBucket(targetBucket)
                .targetPrefix(targetPrefix == null ? "" : targetPrefix);
        if (partitionDateSource != null) {
            enabled.targetObjectKeyFormat(f -> f.partitionedPrefix(p -> p.partitionDateSource(partitionDateSource)));
        }
        return enabled.build();
    }
}
