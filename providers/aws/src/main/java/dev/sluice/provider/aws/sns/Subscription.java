package dev.sluice.provider.aws.sns;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.iam.Role;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A subscription to an SNS topic. */
@Group("sns.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A subscription to a topic of Amazon SNS. It is known by its topic, protocol and endpoint. E-mail addresses and HTTP endpoints of others have to confirm it; until then it is not ready.")
@SuppressWarnings("serial")
public class Subscription extends ManagedResource<Subscription.Parameters, Subscription.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.topicArn) != has(self.topicRef)", message = "give either topicArn or topicRef")
    @ValidationRule(
            value = "has(self.endpoint) != has(self.endpointQueueRef)",
            message = "give either endpoint or endpointQueueRef")
    @ValidationRule(
            value = "!has(self.endpointQueueRef) || self.protocol == 'sqs'",
            message = "endpointQueueRef needs protocol sqs")
    @ValidationRule(
            value =
                    "!(has(self.subscriptionRoleArn) && has(self.subscriptionRoleRef))"
                            + " && (self.protocol == 'firehose') == (has(self.subscriptionRoleArn) || has(self.subscriptionRoleRef))",
            message = "protocol firehose needs either subscriptionRoleArn or subscriptionRoleRef; others take neither")
    @ValidationRule(
            value = "!has(self.filterPolicyScope) || has(self.filterPolicy)",
            message = "filterPolicyScope needs filterPolicy")
    @ValidationRule(
            value = "!has(self.deliveryPolicy) || self.protocol in ['http', 'https']",
            message = "deliveryPolicy is for protocol http and https")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region of the topic, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @Size(max = 2048)
            @Pattern("^arn:[a-z-]+:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_.-]+$")
            @JsonPropertyDescription("ARN of the topic. Cannot be changed.")
            @Nullable
            String topicArn,

            @Immutable
            @Reference(kind = Topic.class, output = "arn", to = "topicArn")
            @JsonPropertyDescription("The topic as a Topic, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference topicRef,

            @Required
            @Immutable
            @OneOf({"sqs", "lambda", "firehose", "http", "https", "email", "email-json", "sms", "application"})
            @JsonPropertyDescription("How messages are delivered. Cannot be changed.")
            String protocol,

            @Immutable
            @Size(min = 1, max = 2048)
            @JsonPropertyDescription(
                    "Where messages are delivered: an ARN, a URL, an e-mail address or a telephone number, as the protocol wants it. Cannot be changed.")
            @Nullable
            String endpoint,

            @Immutable
            @Reference(kind = Queue.class, output = "arn", to = "endpoint")
            @JsonPropertyDescription(
                    "The endpoint as a Queue, by name or selector. Its policy has to allow the topic to send. Cannot be changed.")
            @Nullable
            ObjectReference endpointQueueRef,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True delivers messages as they were published, without SNS's envelope; for sqs, firehose, http and https. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean rawMessageDelivery,

            @PreserveUnknownFields
            @JsonPropertyDescription(
                    "Which messages are delivered, a filter policy of SNS in YAML. When unset, all of them.")
            @Nullable
            JsonNode filterPolicy,

            @ServerDefaulted
            @OneOf({"MessageAttributes", "MessageBody"})
            @JsonPropertyDescription(
                    "What the filter policy looks at. AWS's default: MessageAttributes. Left as it is when unset.")
            @Nullable
            String filterPolicyScope,

            @JsonPropertyDescription("Where messages go that cannot be delivered. When unset, they are lost.") @Nullable
            RedrivePolicy redrivePolicy,

            @JsonPropertyDescription(
                    "How often delivery is tried again, for http and https. When unset, as the topic says.")
            @Nullable
            DeliveryPolicy deliveryPolicy,

            @Size(min = 1, max = 2048)
            @Pattern("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$")
            @JsonPropertyDescription("ARN of the role that SNS takes to write to a Firehose stream.")
            @Nullable
            String subscriptionRoleArn,

            @Reference(kind = Role.class, output = "arn", to = "subscriptionRoleArn")
            @JsonPropertyDescription("The role as a Role, by name or selector.")
            @Nullable
            ObjectReference subscriptionRoleRef) {}

    /** The dead-letter queue of the subscription. */
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
            ObjectReference deadLetterTargetRef) {}

    /** How delivery over HTTP is repeated. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DeliveryPolicy(
            @ServerDefaulted @JsonPropertyDescription("Left as it is when unset.") @Nullable
            HealthyRetryPolicy healthyRetryPolicy,

            @ServerDefaulted @JsonPropertyDescription("Left as it is when unset.") @Nullable
            ThrottlePolicy throttlePolicy,

            @ServerDefaulted @JsonPropertyDescription("Left as it is when unset.") @Nullable
            RequestPolicy requestPolicy) {}

    /** The attempts after the first. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HealthyRetryPolicy(
            @ServerDefaulted
            @Min(0)
            @Max(100)
            @JsonPropertyDescription("Attempts after the first, all phases together. AWS's default: 3.")
            @Nullable
            Integer numRetries,

            @ServerDefaulted
            @Min(0)
            @JsonPropertyDescription("Attempts at once, without a wait. AWS's default: 0.")
            @Nullable
            Integer numNoDelayRetries,

            @ServerDefaulted
            @Min(1)
            @JsonPropertyDescription("Seconds between the first attempts that wait. AWS's default: 20.")
            @Nullable
            Integer minDelayTarget,

            @ServerDefaulted
            @Min(0)
            @JsonPropertyDescription("Attempts after the shortest wait. AWS's default: 0.")
            @Nullable
            Integer numMinDelayRetries,

            @ServerDefaulted
            @Min(1)
            @Max(3600)
            @JsonPropertyDescription("Seconds between the last attempts. AWS's default: 20.")
            @Nullable
            Integer maxDelayTarget,

            @ServerDefaulted
            @Min(0)
            @JsonPropertyDescription("Attempts after the longest wait. AWS's default: 0.")
            @Nullable
            Integer numMaxDelayRetries,

            @ServerDefaulted
            @OneOf({"arithmetic", "exponential", "geometric", "linear"})
            @JsonPropertyDescription("How the wait grows from the shortest to the longest. AWS's default: linear.")
            @Nullable
            String backoffFunction) {}

    /** A limit on deliveries. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ThrottlePolicy(
            @Required @Min(1) @JsonPropertyDescription("Deliveries in a second.")
            Integer maxReceivesPerSecond) {}

    /** What the requests say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RequestPolicy(
            @Required
            @Size(max = 256)
            @JsonPropertyDescription("Content-Type of the requests, for example application/json.")
            String headerContentType) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the subscription.")
            String arn) {}
}
