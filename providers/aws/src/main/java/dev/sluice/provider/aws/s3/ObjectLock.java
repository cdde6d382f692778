package dev.sluice.provider.aws.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.field.OneOf;
import dev.sluice.provider.aws.client.Api;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;

/** Versions of objects that nobody can delete for a time. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectLock(
        @Required
        @ValidationRule(value = "self", message = "object lock cannot be turned off: leave objectLock out instead")
        @JsonPropertyDescription("True. Once on, a bucket keeps its object lock for ever.")
        Boolean enabled,

        @JsonPropertyDescription(
                "How long versions of objects are locked that do not say so themselves. When unset, they are not.")
        @Nullable
        Retention defaultRetention) {

    /** How long and how strictly. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.days) != has(self.years)", message = "give either days or years")
    public record Retention(
            @Required
            @OneOf({"GOVERNANCE", "COMPLIANCE"})
            @JsonPropertyDescription(
                    "GOVERNANCE: those who are allowed to can end the lock. COMPLIANCE: nobody can, not even the account's root.")
            String mode,

            @Min(1) @Max(36500) @JsonPropertyDescription("Days after a version's creation.") @Nullable
            Integer days,

            @Min(1) @Max(100) @JsonPropertyDescription("Years after a version's creation.") @Nullable
            Integer years) {}

    static @Nullable ObjectLock read(Api<S3Client> s3, String bucket) {
        return s3.find(
                        "GetObjectLockConfiguration",
                        c -> c.getObjectLockConfiguration(r -> r.bucket(bucket)).objectLockConfiguration())
                .filter(found -> "Enabled".equals(found.objectLockEnabledAsString()))
                .map(found -> new ObjectLock(true, retention(found)))
                .orElse(null);
    }

    private static @Nullable Retention retention(ObjectLockConfiguration found) {
        var retention = found.rule() == null ? null : found.rule().defaultRetention();
        return retention == null
                ? null
                : new Retention(retention.modeAsString(), some(retention.days()), some(retention.years()));
    }

    /** Of days and years the one that does not count may be reported as none. */
    private static @Nullable Integer some(@Nullable Integer number) {
        return number == null || number == 0 ? null : number;
    }

    static void write(Api<S3Client> s3, String bucket, ObjectLock desired) {
        var configuration = ObjectLockConfiguration.builder().objectLockEnabled("Enabled");
        var retention = desired.defaultRetention();
        if (retention != null) {
            configuration.rule(r -> r.defaultRetention(
                    d -> d.mode(retention.mode()).days(retention.days()).years(retention.years())));
        }
        s3.call(
                "PutObjectLockConfiguration",
                c -> c.putObjectLockConfiguration(
                        r -> r.bucket(bucket).objectLockConfiguration(configuration.build())));
    }
}
