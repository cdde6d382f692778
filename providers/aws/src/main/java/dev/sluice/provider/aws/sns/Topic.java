package dev.sluice.provider.aws.sns;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ConnectionKey;
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

/** An SNS topic. */
@Group("sns.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A topic of Amazon SNS. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name; that of a FIFO topic ends in .fifo. Deleting it deletes its subscriptions too.")
@ConnectionKey(name = "arn", description = "ARN of the topic")
@ConnectionKey(name = "region", description = "region of the topic")
@SuppressWarnings("serial")
public class Topic extends ManagedResource<Topic.Parameters, Topic.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "(has(self.fifoTopic) && self.fifoTopic) || !(has(self.contentBasedDeduplication)"
                    + " || has(self.fifoThroughputScope))",
            message = "contentBasedDeduplication and fifoThroughputScope are for FIFO topics: set fifoTopic to true")
    @ValidationRule(
            value = "!(has(self.kmsMasterKeyId) && has(self.kmsMasterKeyRef))",
            message = "give either kmsMasterKeyId or kmsMasterKeyRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the topic lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription(
                    "True makes a FIFO topic, whose name ends in .fifo. Default: false. Cannot be changed.")
            @Nullable
            Boolean fifoTopic,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "FIFO only. True takes the hash of a message's body as its deduplication id. Left as it is when unset.")
            @Nullable
            Boolean contentBasedDeduplication,

            @ServerDefaulted
            @OneOf({"Topic", "MessageGroup"})
            @JsonPropertyDescription(
                    "FIFO only. Whether throughput and deduplication are counted for the topic or for each message group. Left as it is when unset.")
            @Nullable
            String fifoThroughputScope,

            @Size(max = 100)
            @JsonPropertyDescription(
                    "Name shown as the sender of e-mails and text messages. When unset, the topic has none.")
            @Nullable
            String displayName,

            @Size(min = 1, max = 2048)
            @JsonPropertyDescription(
                    "Id, ARN or alias of the KMS key that encrypts messages at rest, for example alias/aws/sns. When unset, no KMS key.")
            @Nullable
            String kmsMasterKeyId,

            @Reference(kind = Key.class, output = "arn", to = "kmsMasterKeyId")
            @JsonPropertyDescription("The key as a Key, by name or selector.")
            @Nullable
            ObjectReference kmsMasterKeyRef,

            @ServerDefaulted
            @PolicyDocument
            @JsonPropertyDescription(
                    "Who may use the topic, an IAM policy document in YAML. Compared by meaning. AWS's default allows the account. Left as it is when unset.")
            @Nullable
            JsonNode policy,

            @ServerDefaulted
            @OneOf({"1", "2"})
            @JsonPropertyDescription(
                    "Hash of the signature on messages: '1' is SHA-1, AWS's default; '2' is SHA-256. Left as it is when unset.")
            @Nullable
            String signatureVersion,

            @ServerDefaulted
            @OneOf({"PassThrough", "Active"})
            @JsonPropertyDescription(
                    "X-Ray tracing. PassThrough, AWS's default, hands on a sender's trace; Active traces. Left as it is when unset.")
            @Nullable
            String tracingConfig,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the topic.") String arn) {}
}
