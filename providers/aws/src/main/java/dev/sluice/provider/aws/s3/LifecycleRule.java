package dev.sluice.provider.aws.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.UnorderedList;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of a bucket's objects as they age. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value =
                "has(self.transitions) || has(self.expiration) || has(self.noncurrentVersionTransitions) || has(self.noncurrentVersionExpiration) || has(self.abortIncompleteMultipartUploadDays)",
        message = "a lifecycle rule has to do something: give it transitions, an expiration or another action")
public record LifecycleRule(
        @Required @Size(min = 1, max = 255) @JsonPropertyDescription("What the rule is known by; unique in the bucket.")
        String id,

        @Required
        @OneOf({"Enabled", "Disabled"})
        @JsonPropertyDescription("Enabled, or Disabled to keep the rule without its effect.")
        String status,

        @JsonPropertyDescription(
                "The objects that are meant: those for which all of it holds. When unset, all objects of the bucket.")
        @Nullable
        Filter filter,

        @UnorderedList @Size(max = 20) @JsonPropertyDescription("When objects move to another storage class.") @Nullable
        List<Transition> transitions,

        @JsonPropertyDescription("When objects are deleted.") @Nullable
        Expiration expiration,

        @UnorderedList
        @Size(max = 20)
        @JsonPropertyDescription("When versions that are no longer the current one move to another storage class.")
        @Nullable
        List<NoncurrentVersionTransition> noncurrentVersionTransitions,

        @JsonPropertyDescription("When versions that are no longer the current one are deleted.") @Nullable
        NoncurrentVersionExpiration noncurrentVersionExpiration,

        @Min(1)
        @Max(36500)
        @JsonPropertyDescription(
                "Days after its start when an upload in parts that was never finished is deleted. Not possible with a filter by tags or size.")
        @Nullable
        Integer abortIncompleteMultipartUploadDays) {

    private static final String DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

    /** Which objects a rule is about. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Filter(
            @Size(min = 1, max = 1024) @JsonPropertyDescription("What the key of an object begins with.") @Nullable
            String prefix,

            @Size(min = 1, max = 10) @JsonPropertyDescription("Tags that an object has.") @Nullable
            Map<String, @Size(max = 256) String> tags,

            @Min(0) @JsonPropertyDescription("Bytes that an object is larger than.") @Nullable
            Long objectSizeGreaterThan,

            @Min(1) @JsonPropertyDescription("Bytes that an object is smaller than.") @Nullable
            Long objectSizeLessThan) {}

    /** A move to another storage class. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.days) != has(self.date)", message = "give either days or date")
    public record Transition(
            @Min(0) @Max(36500) @JsonPropertyDescription("Days after an object's creation.") @Nullable
            Integer days,

            @Pattern(DATE) @Size(max = 10) @JsonPropertyDescription("A day, which begins at midnight UTC.") @Nullable
            String date,

            @Required
            @OneOf({"STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"})
            @JsonPropertyDescription("Storage class that objects move to.")
            String storageClass) {}

    /** A deletion. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "(has(self.days) ? 1 : 0) + (has(self.date) ? 1 : 0) + (has(self.expiredObjectDeleteMarker) ? 1 : 0) == 1",
            message = "give exactly one of days, date and expiredObjectDeleteMarker")
    public record Expiration(
            @Min(1) @Max(36500) @JsonPropertyDescription("Days after an object's creation.") @Nullable
            Integer days,

            @Pattern(DATE) @Size(max = 10) @JsonPropertyDescription("A day, which begins at midnight UTC.") @Nullable
            String date,

            @ValidationRule(value = "self", message = "expiredObjectDeleteMarker is true or left out")
            @JsonPropertyDescription("True removes delete markers that no version is left behind of.")
            @Nullable
            Boolean expiredObjectDeleteMarker) {}

    /** A move of versions to another storage class. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NoncurrentVersionTransition(
            @Required
            @Min(0)
            @Max(36500)
            @JsonPropertyDescription("Days after a version stopped being the current one.")
            Integer noncurrentDays,

            @Min(1)
            @Max(100)
            @JsonPropertyDescription("How many newer versions that are not current stay. When unset, none.")
            @Nullable
            Integer newerNoncurrentVersions,

            @Required
            @OneOf({"STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"})
            @JsonPropertyDescription("Storage class that versions move to.")
            String storageClass) {}

    /** A deletion of versions. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NoncurrentVersionExpiration(
            @Required
            @Min(1)
            @Max(36500)
            @JsonPropertyDescription("Days after a version stopped being the current one.")
            Integer noncurrentDays,

            @Min(1)
            @Max(100)
            @JsonPropertyDescription("How many newer versions that are not current are kept. When unset, none.")
            @Nullable
            Integer newerNoncurrentVersions) {}
}
