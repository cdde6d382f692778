package dev.sluice.provider.aws.sqs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.Reference;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** The policy of an SQS queue, apart from the queue. */
@Group("sqs.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "Who may use a queue of Amazon SQS, where it is managed apart from the queue. The Queue leaves policy unset then.")
@SuppressWarnings("serial")
public class QueuePolicy extends ManagedResource<QueuePolicy.Parameters, QueuePolicy.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.queueUrl) != has(self.queueRef)", message = "give either queueUrl or queueRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the queue lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @Size(max = 2048)
            @Pattern("^https?://.+$")
            @JsonPropertyDescription("URL of the queue. Cannot be changed.")
            @Nullable
            String queueUrl,

            @Immutable
            @Reference(kind = Queue.class, output = "url", to = "queueUrl")
            @JsonPropertyDescription("The queue as a Queue, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference queueRef,

            @Required
            @PolicyDocument
            @JsonPropertyDescription("Who may use the queue, an IAM policy document in YAML. Compared by meaning.")
            JsonNode policy) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("URL of the queue.") String queueUrl) {}
}
