package dev.sluice.provider.aws.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.provider.aws.lambda.Function;
import dev.sluice.provider.aws.sns.Topic;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is told of what happens to a bucket's objects. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Notifications(
        @JsonPropertyDescription("True tells Amazon EventBridge of everything. When unset, false.") @Nullable
        Boolean eventBridge,

        @UnorderedList
        @Size(max = 100)
        @JsonPropertyDescription("Queues that are told. Their policy has to allow s3.amazonaws.com to send messages.")
        @Nullable
        List<ToQueue> queues,

        @UnorderedList
        @Size(max = 100)
        @JsonPropertyDescription("Topics that are told. Their policy has to allow s3.amazonaws.com to publish.")
        @Nullable
        List<ToTopic> topics,

        @UnorderedList
        @Size(max = 100)
        @JsonPropertyDescription(
                "Functions that are called. Each needs a Permission for s3.amazonaws.com to invoke it.")
        @Nullable
        List<ToFunction> functions) {

    private static final String EVENT = "^s3:[A-Za-z]+(:([A-Za-z]+|\\*))?$";

    /** A message to a queue. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.queueArn) != has(self.queueRef)", message = "give either queueArn or queueRef")
    public record ToQueue(
            @ServerDefaulted
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("A name for the notification. Left as it is when unset.")
            @Nullable
            String id,

            @Size(max = 256)
            @Pattern("^arn:[a-z-]+:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$")
            @JsonPropertyDescription("ARN of the queue, which cannot be a FIFO queue.")
            @Nullable
            String queueArn,

            @Reference(kind = Queue.class, output = "arn", to = "queueArn")
            @JsonPropertyDescription("The queue as a Queue in the same namespace.")
            @Nullable
            ObjectReference queueRef,

            @Required
            @UnorderedList
            @Size(min = 1, max = 30)
            @JsonPropertyDescription("What is told, for example s3:ObjectCreated:* or s3:ObjectRemoved:Delete.")
            List<@Size(max = 100) @Pattern(EVENT) String> events,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("What the key of an object begins with.") @Nullable
            String filterPrefix,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("What the key of an object ends with.") @Nullable
            String filterSuffix) {}

    /** A message to a topic. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.topicArn) != has(self.topicRef)", message = "give either topicArn or topicRef")
    public record ToTopic(
            @ServerDefaulted
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("A name for the notification. Left as it is when unset.")
            @Nullable
            String id,

            @Size(max = 512)
            @Pattern("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$")
            @JsonPropertyDescription("ARN of the topic, which cannot be a FIFO topic.")
            @Nullable
            String topicArn,

            @Reference(kind = Topic.class, output = "arn", to = "topicArn")
            @JsonPropertyDescription("The topic as a Topic in the same namespace.")
            @Nullable
            ObjectReference topicRef,

            @Required
            @UnorderedList
            @Size(min = 1, max = 30)
            @JsonPropertyDescription("What is told, for example s3:ObjectCreated:* or s3:ObjectRemoved:Delete.")
            List<@Size(max = 100) @Pattern(EVENT) String> events,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("What the key of an object begins with.") @Nullable
            String filterPrefix,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("What the key of an object ends with.") @Nullable
            String filterSuffix) {}

    /** A call of a function. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.functionArn) != has(self.functionRef)",
            message = "give either functionArn or functionRef")
    public record ToFunction(
            @ServerDefaulted
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("A name for the notification. Left as it is when unset.")
            @Nullable
            String id,

            @Size(max = 256)
            @Pattern("^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$")
            @JsonPropertyDescription("ARN of the function, or of a version or alias of it.")
            @Nullable
            String functionArn,

            @Reference(kind = Function.class, output = "arn", to = "functionArn")
            @JsonPropertyDescription("The function as a Function in the same namespace.")
            @Nullable
            ObjectReference functionRef,

            @Required
            @UnorderedList
            @Size(min = 1, max = 30)
            @JsonPropertyDescription("What is told, for example s3:ObjectCreated:* or s3:ObjectRemoved:Delete.")
            List<@Size(max = 100) @Pattern(EVENT) String> events,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("What the key of an object begins with.") @Nullable
            String filterPrefix,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("What the key of an object ends with.") @Nullable
            String filterSuffix) {}
}
