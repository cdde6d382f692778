package dev.sluice.provider.aws.sns;

import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.sns.Topic.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A topic's parameters as SNS has them: a flat map of text. */
final class TopicAttributes {
    private TopicAttributes() {}

    /** What is set, for a new topic. */
    static Map<String, String> all(Parameters desired) {
        var attributes = mutable(desired);
        attributes.put("FifoTopic", text(desired.fifoTopic()));
        attributes.values().removeIf(Objects::isNull);
        // SNS takes FifoTopic with "true" only.
        attributes.remove("FifoTopic", "false");
        return attributes;
    }

    /** What has changed. What was unset again is empty, which SNS takes for none. */
    static Map<String, String> update(Parameters desired, Changed changed) {
        var attributes = new LinkedHashMap<String, String>();
        mutable(desired).forEach((name, value) -> {
            if (changed.touches(field(name))) {
                attributes.put(name, value == null ? "" : value);
            }
        });
        return attributes;
    }

    private static Map<String, @Nullable String> mutable(Parameters desired) {
        var attributes = new LinkedHashMap<String, @Nullable String>();
        attributes.put("ContentBasedDeduplication", text(desired.contentBasedDeduplication()));
        attributes.put("FifoThroughputScope", desired.fifoThroughputScope());
        attributes.put("DisplayName", desired.displayName());
        attributes.put("KmsMasterKeyId", desired.kmsMasterKeyId());
        attributes.put("Policy", desired.policy() == null ? null : Json.write(desired.policy()));
        attributes.put("SignatureVersion", desired.signatureVersion());
        attributes.put("TracingConfig", desired.tracingConfig());
        return attributes;
    }

    /** {@code DisplayName} is {@code displayName}. */
    private static String field(String attribute) {
        return Character.toLowerCase(attribute.charAt(0)) + attribute.substring(1);
    }

    static Parameters parameters(String region, Map<String, String> attributes, @Nullable Map<String, String> tags) {
        boolean fifo = "true".equals(attributes.get("FifoTopic"));
        var policy = value(attributes, "Policy");
        return new Parameters(
                region,
                fifo,
                fifo ? "true".equals(attributes.get("ContentBasedDeduplication")) : null,
                // SNS leaves out what has its default.
                fifo ? attributes.getOrDefault("FifoThroughputScope", "Topic") : null,
                value(attributes, "DisplayName"),
                value(attributes, "KmsMasterKeyId"),
                null,
                policy == null ? null : Json.read(policy),
                attributes.getOrDefault("SignatureVersion", "1"),
                attributes.getOrDefault("TracingConfig", "PassThrough"),
                tags);
    }

    private static @Nullable String value(Map<String, String> attributes, String name) {
        var value = attributes.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable String text(@Nullable Boolean value) {
        return value == null ? null : value.toString();
    }
}
