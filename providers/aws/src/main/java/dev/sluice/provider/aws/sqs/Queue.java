package dev.sluice.provider.aws.sqs;

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
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An SQS queue. */
@Group("sqs.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A queue of Amazon SQS. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name; that of a FIFO queue ends in .fifo. Messages in a queue that is deleted are lost.")
@ConnectionKey(name = "url", description = "URL that senders and receivers use")
@ConnectionKey(name = "arn", description = "ARN of the queue")
@ConnectionKey(name = "region", description = "region of the queue")
@SuppressWarnings("serial")
public class Queue extends ManagedResource<Queue.Parameters, Queue.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "(has(self.fifoQueue) && self.fifoQueue) || !(has(self.contentBasedDeduplication)"
                    + " || has(self.deduplicationScope) || has(self.fifoThroughputLimit))",
            message =
                    "contentBasedDeduplication, deduplicationScope and fifoThroughputLimit are for FIFO queues: set fifoQueue to true")
    @ValidationRule(
            value = "!(has(self.kmsMasterKeyId) && has(self.sqsManagedSseEnabled) && self.sqsManagedSseEnabled)",
            message = "a queue is encrypted either with kmsMasterKeyId or with sqsManagedSseEnabled, not with both")
    @ValidationRule(
            value = "!has(self.kmsDataKeyReusePeriodSeconds) || has(self.kmsMasterKeyId)",
            message = "kmsDataKeyReusePeriodSeconds needs kmsMasterKeyId")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the queue lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription(
                    "True makes a FIFO queue, whose name ends in .fifo. Default: false. Cannot be changed.")
            @Nullable
            Boolean fifoQueue,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "FIFO only. True takes the hash of a message's body as its deduplication id. Left as it is when unset.")
            @Nullable
            Boolean contentBasedDeduplication,

            @ServerDefaulted
            @OneOf({"messageGroup", "queue"})
            @JsonPropertyDescription(
                    "FIFO only. Whether duplicates are recognised within a message group or within the queue. Left as it is when unset.")
            @Nullable
            String deduplicationScope,

            @ServerDefaulted
            @OneOf({"perQueue", "perMessageGroupId"})
            @JsonPropertyDescription(
                    "FIFO only. Whether the limit on throughput holds for the queue or for each message group. Left as it is when unset.")
            @Nullable
            String fifoThroughputLimit,

            @ServerDefaulted
            @Min(0)
            @Max(900)
            @JsonPropertyDescription(
                    "Seconds for which a new message is held back. AWS's default: 0. Left as it is when unset.")
            @Nullable
            Integer delaySeconds,

            @ServerDefaulted
            @Min(1024)
            @Max(1048576)
            @JsonPropertyDescription("Largest message in bytes, with its attributes. Left as it is when unset.")
            @Nullable
            Integer maximumMessageSize,

            @ServerDefaulted
            @Min(60)
            @Max(1209600)
            @JsonPropertyDescription(
                    "Seconds for which a message is kept. AWS's default: 345600 (4 days). Left as it is when unset.")
            @Nullable
            Integer messageRetentionPeriod,

            @ServerDefaulted
            @Min(0)
            @Max(20)
            @JsonPropertyDescription(
                    "Seconds for which a receive call waits for a message (long polling). AWS's default: 0. Left as it is when unset.")
            @Nullable
            Integer receiveMessageWaitTimeSeconds,

            @ServerDefaulted
            @Min(0)
            @Max(43200)
            @JsonPropertyDescription(
                    "Seconds for which a received message is hidden from others. AWS's default: 30. Left as it is when unset.")
            @Nullable
            Integer visibilityTimeout,

            @Size(min = 1, max = 2048)
            @JsonPropertyDescription(
                    "Id, ARN or alias of the KMS key that encrypts messages at rest, for example alias/aws/sqs. When unset, no KMS key.")
            @Nullable
            String kmsMasterKeyId,

            @ServerDefaulted
            @Min(60)
            @Max(86400)
            @JsonPropertyDescription(
                    "Seconds for which SQS reuses a data key before it asks KMS again. AWS's default: 300. Left as it is when unset.")
            @Nullable
            Integer kmsDataKeyReusePeriodSeconds,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True encrypts messages at rest with keys that SQS manages. Left as it is when unset.")
            @Nullable
            Boolean sqsManagedSseEnabled,

            @JsonPropertyDescription(
                    "Where messages go that are received too often. When unset, they stay until they expire.")
            @Nullable
            RedrivePolicy redrivePolicy,

            @JsonPropertyDescription(
                    "Which queues may use this one as their dead-letter queue. When unset, all of the account and region.")
            @Nullable
            RedriveAllowPolicy redriveAllowPolicy,

            @ServerDefaulted
            @PolicyDocument
            @JsonPropertyDescription(
                    "Who may use the queue, an IAM policy document in YAML. Compared by meaning. When unset, left to a QueuePolicy, or as it is; a document without statements says that the queue has none.")
            @Nullable
            JsonNode policy,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** The dead-letter queue of this queue. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.deadLetterTargetArn) != has(self.deadLetterTargetRef)",
            message = "give either deadLetterTargetArn or deadLetterTargetRef")
    public record RedrivePolicy(
            @Size(min = 1, max = 2048)
            @Pattern("^arn:[a-z-]+:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+$")
            @JsonPropertyDescription("ARN of the dead-letter queue.")
            @Nullable
            String deadLetterTargetArn,

            @Reference(kind = Queue.class, output = "arn", to = "deadLetterTargetArn")
            @JsonPropertyDescription("The dead-letter queue as a Queue, by name or selector.")
            @Nullable
            ObjectReference deadLetterTargetRef,

            @Required
            @Min(1)
            @Max(1000)
            @JsonPropertyDescription("How often a message may be received before it goes to the dead-letter queue.")
            Integer maxReceiveCount) {}

    /** Whose dead-letter queue this queue may be. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "(self.redrivePermission == 'byQueue') == has(self.sourceQueueArns)",
            message = "sourceQueueArns is required with byQueue, and not allowed otherwise")
    public record RedriveAllowPolicy(
            @Required
            @OneOf({"allowAll", "denyAll", "byQueue"})
            @JsonPropertyDescription("allowAll, denyAll, or byQueue: those of sourceQueueArns.")
            String redrivePermission,

            @UnorderedList
            @Size(min = 1, max = 10)
            @JsonPropertyDescription("ARNs of the queues that may use this one, with byQueue.")
            @Nullable
            List<String> sourceQueueArns) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the queue.") String arn,

            @JsonPropertyDescription("URL that senders and receivers use.")
            String url) {}
}
