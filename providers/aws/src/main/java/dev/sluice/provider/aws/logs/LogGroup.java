package dev.sluice.provider.aws.logs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.kms.Key;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log group of CloudWatch Logs. */
@Group("logs.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A log group of Amazon CloudWatch Logs. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name, for example /aws/lambda/orders. Deleting it deletes its logs.")
@SuppressWarnings("serial")
public class LogGroup extends ManagedResource<LogGroup.Parameters, LogGroup.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.kmsKeyId) && has(self.kmsKeyRef))",
            message = "give either kmsKeyId or kmsKeyRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the log group lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @ValidationRule(
                    value =
                            "self in [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]",
                    message =
                            "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days")
            @JsonPropertyDescription("Days for which log events are kept. When unset, for ever.")
            @Nullable
            Integer retentionInDays,

            @Size(min = 1, max = 256)
            @Pattern("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$")
            @JsonPropertyDescription(
                    "ARN of the KMS key that encrypts new log events; its policy has to allow CloudWatch Logs. When unset, no KMS key.")
            @Nullable
            String kmsKeyId,

            @Reference(kind = Key.class, output = "arn", to = "kmsKeyId")
            @JsonPropertyDescription("The key as a Key, by name or selector.")
            @Nullable
            ObjectReference kmsKeyRef,

            @Immutable
            @ServerDefaulted
            @OneOf({"STANDARD", "INFREQUENT_ACCESS", "DELIVERY"})
            @JsonPropertyDescription(
                    "STANDARD; INFREQUENT_ACCESS, which is cheaper and can do less; DELIVERY, for logs on their way to S3 and Firehose. AWS's default: STANDARD. Cannot be changed.")
            @Nullable
            String logGroupClass,

            @ServerDefaulted
            @JsonPropertyDescription("True has AWS refuse to delete the log group. Left as it is when unset.")
            @Nullable
            Boolean deletionProtectionEnabled,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the log group, without the :* at its end.")
            String arn) {}
}
