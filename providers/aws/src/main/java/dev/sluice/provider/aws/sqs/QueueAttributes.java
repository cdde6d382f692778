package dev.sluice.provider.aws.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.sqs.Queue.Parameters;
import dev.sluice.provider.aws.sqs.Queue.RedriveAllowPolicy;
import dev.sluice.provider.aws.sqs.Queue.RedrivePolicy;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue's parameters as SQS has them: a flat map from name to text. */
final class QueueAttributes {
    /** SQS removes an attribute that is set to nothing. */
    private static final String REMOVE = "";

    private record Mapping(
            String parameter, QueueAttributeName attribute, Function<Parameters, @Nullable Object> value) {}

    private static final List<Mapping> SETTABLE = List.of(
            new Mapping(
                    "contentBasedDeduplication",
                    QueueAttributeName.CONTENT_BASED_DEDUPLICATION,
                    Parameters::contentBasedDeduplication),
            new Mapping("deduplicationScope", QueueAttributeName.DEDUPLICATION_SCOPE, Parameters::deduplicationScope),
            new Mapping(
                    "fifoThroughputLimit", QueueAttributeName.FIFO_THROUGHPUT_LIMIT, Parameters::fifoThroughputLimit),
            new Mapping("delaySeconds", QueueAttributeName.DELAY_SECONDS, Parameters::delaySeconds),
            new Mapping("maximumMessageSize", QueueAttributeName.MAXIMUM_MESSAGE_SIZE, Parameters::maximumMessageSize),
            new Mapping(
                    "messageRetentionPeriod",
                    QueueAttributeName.MESSAGE_RETENTION_PERIOD,
                    Parameters::messageRetentionPeriod),
            new Mapping(
                    "receiveMessageWaitTimeSeconds",
                    QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                    Parameters::receiveMessageWaitTimeSeconds),
            new Mapping("visibilityTimeout", QueueAttributeName.VISIBILITY_TIMEOUT, Parameters::visibilityTimeout),
            new Mapping("kmsMasterKeyId", QueueAttributeName.KMS_MASTER_KEY_ID, Parameters::kmsMasterKeyId),
            new Mapping(
                    "kmsDataKeyReusePeriodSeconds",
                    QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS,
                    Parameters::kmsDataKeyReusePeriodSeconds),
            new Mapping(
                    "sqsManagedSseEnabled",
                    QueueAttributeName.SQS_MANAGED_SSE_ENABLED,
                    Parameters::sqsManagedSseEnabled),
            new Mapping("redrivePolicy", QueueAttributeName.REDRIVE_POLICY, QueueAttributes::redrivePolicy),
            new Mapping(
                    "redriveAllowPolicy", QueueAttributeName.REDRIVE_ALLOW_POLICY, QueueAttributes::redriveAllowPolicy),
            new Mapping("policy", QueueAttributeName.POLICY, QueueAttributes::policy));

    private QueueAttributes() {}

    /** All that is wished for, for the create call. */
    static Map<QueueAttributeName, String> all(Parameters desired) {
        var attributes = new EnumMap<QueueAttributeName, String>(QueueAttributeName.class);
        if (Boolean.TRUE.equals(desired.fifoQueue())) {
            // SQS knows this attribute for FIFO queues only and refuses it with the value false.
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        for (var mapping : SETTABLE) {
            var value = mapping.value().apply(desired);
            if (value != null) {
                attributes.put(mapping.attribute(), value.toString());
            }
        }
        return attributes;
    }

    /**
     * All that is wished for, and what no longer is set to nothing: one call that is right whatever the queue has become
     * since it was observed. Empty where no attribute differs.
     */
    static Map<QueueAttributeName, String> update(Parameters desired, Changed changed) {
        if (SETTABLE.stream().noneMatch(mapping -> changed.touches(mapping.parameter()))) {
            return Map.of();
        }
        var attributes = all(desired);
        attributes.remove(QueueAttributeName.FIFO_QUEUE);
        for (var mapping : SETTABLE) {
            if (changed.touches(mapping.parameter())) {
                attributes.putIfAbsent(mapping.attribute(), REMOVE);
            }
        }
        return attributes;
    }

    static Parameters parameters(
            Parameters desired, Map<QueueAttributeName, String> attributes, @Nullable Map<String, String> tags) {
        var from = new Reader(attributes);
        return new Parameters(
                desired.region(),
                // A standard queue has no such attribute.
                Boolean.TRUE.equals(from.flag(QueueAttributeName.FIFO_QUEUE)),
                from.flag(QueueAttributeName.CONTENT_BASED_DEDUPLICATION),
                from.text(QueueAttributeName.DEDUPLICATION_SCOPE),
                from.text(QueueAttributeName.FIFO_THROUGHPUT_LIMIT),
                from.number(QueueAttributeName.DELAY_SECONDS),
                from.number(QueueAttributeName.MAXIMUM_MESSAGE_SIZE),
                from.number(QueueAttributeName.MESSAGE_RETENTION_PERIOD),
                from.number(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS),
                from.number(QueueAttributeName.VISIBILITY_TIMEOUT),
                from.text(QueueAttributeName.KMS_MASTER_KEY_ID),
                from.number(QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS),
                from.flag(QueueAttributeName.SQS_MANAGED_SSE_ENABLED),
                redrivePolicy(from.json(QueueAttributeName.REDRIVE_POLICY)),
                redriveAllowPolicy(from.json(QueueAttributeName.REDRIVE_ALLOW_POLICY)),
                policy(from.json(QueueAttributeName.POLICY), desired.policy()),
                tags);
    }

    private static @Nullable String policy(Parameters desired) {
        return desired.policy() == null || allowsNothing(desired.policy()) ? null : Json.write(desired.policy());
    }

    /** A queue without a policy is as wished where the one wished for has no statements, which SQS would not take. */
    private static @Nullable JsonNode policy(@Nullable JsonNode observed, @Nullable JsonNode desired) {
        return observed == null && desired != null && allowsNothing(desired) ? desired : observed;
    }

    private static boolean allowsNothing(JsonNode policy) {
        return policy.path("Statement").isEmpty();
    }

    private static @Nullable String redrivePolicy(Parameters desired) {
        var policy = desired.redrivePolicy();
        if (policy == null || policy.deadLetterTargetArn() == null) {
            return null;
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("deadLetterTargetArn", policy.deadLetterTargetArn());
        document.put("maxReceiveCount", policy.maxReceiveCount());
        return Json.write(document);
    }

    private static @Nullable RedrivePolicy redrivePolicy(@Nullable JsonNode document) {
        return document == null || !document.isObject()
                ? null
                : new RedrivePolicy(
                        document.path("deadLetterTargetArn").asText(),
                        null,
                        document.path("maxReceiveCount").asInt());
    }

    private static @Nullable String redriveAllowPolicy(Parameters desired) {
        var policy = desired.redriveAllowPolicy();
        if (policy == null) {
            return null;
        }
        var document = new LinkedHashMap<String, Object>();
        document.put("redrivePermission", policy.redrivePermission());
        if (policy.sourceQueueArns() != null) {
            document.put("sourceQueueArns", policy.sourceQueueArns());
        }
        return Json.write(document);
    }

    private static @Nullable RedriveAllowPolicy redriveAllowPolicy(@Nullable JsonNode document) {
        if (document == null || !document.isObject()) {
            return null;
        }
        var arns = document.path("sourceQueueArns")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
        return new RedriveAllowPolicy(document.path("redrivePermission").asText(), arns.isEmpty() ? null : arns);
    }

    /** Reads attributes; one that is missing or empty is null. */
    private record Reader(Map<QueueAttributeName, String> attributes) {

        @Nullable
        String text(QueueAttributeName name) {
            var text = attributes.get(name);
            return text == null || text.isEmpty() ? null : text;
        }

        @Nullable
        Integer number(QueueAttributeName name) {
            var text = text(name);
            return text != null && text.matches("-?[0-9]{1,9}") ? Integer.valueOf(text) : null;
        }

        @Nullable
        Boolean flag(QueueAttributeName name) {
            var text = text(name);
            return text == null ? null : Boolean.valueOf(text);
        }

        @Nullable
        JsonNode json(QueueAttributeName name) {
            var text = text(name);
            return text == null ? null : Json.read(text);
        }
    }
}
