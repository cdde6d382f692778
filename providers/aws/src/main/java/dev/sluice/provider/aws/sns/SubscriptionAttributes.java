package dev.sluice.provider.aws.sns;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.sns.Subscription.DeliveryPolicy;
import dev.sluice.provider.aws.sns.Subscription.Parameters;
import dev.sluice.provider.aws.sns.Subscription.RedrivePolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A subscription's parameters as SNS has them: a flat map of text, some of it JSON. */
final class SubscriptionAttributes {
    private static final String FILTER_POLICY = "FilterPolicy";

    /** SNS adds fields of its own, such as {@code sicklyRetryPolicy}, that nobody can set. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private SubscriptionAttributes() {}

    /** What is set, for a new subscription. */
    static Map<String, String> all(Parameters desired) {
        var attributes = mutable(desired);
        attributes.values().removeIf(Objects::isNull);
        return attributes;
    }

    /** What has changed, the scope before the policy that is judged by it. */
    static Map<String, String> update(Parameters desired, Changed changed) {
        var attributes = new LinkedHashMap<String, String>();
        mutable(desired).forEach((name, value) -> {
            if (changed.touches(field(name))) {
                attributes.put(name, value != null ? value : name.equals(FILTER_POLICY) ? "{}" : "");
            }
        });
        return attributes;
    }

    private static Map<String, @Nullable String> mutable(Parameters desired) {
        var redrive = desired.redrivePolicy();
        var attributes = new LinkedHashMap<String, @Nullable String>();
        attributes.put(
                "RawMessageDelivery",
                desired.rawMessageDelivery() == null
                        ? null
                        : desired.rawMessageDelivery().toString());
        attributes.put("FilterPolicyScope", desired.filterPolicyScope());
        attributes.put(FILTER_POLICY, json(desired.filterPolicy()));
        attributes.put(
                "RedrivePolicy",
                redrive == null || redrive.deadLetterTargetArn() == null
                        ? null
                        : Json.write(Map.of("deadLetterTargetArn", redrive.deadLetterTargetArn())));
        attributes.put("DeliveryPolicy", json(desired.deliveryPolicy()));
        attributes.put("SubscriptionRoleArn", desired.subscriptionRoleArn());
        return attributes;
    }

    private static String field(String attribute) {
        return Character.toLowerCase(attribute.charAt(0)) + attribute.substring(1);
    }

    private static @Nullable String json(@Nullable Object value) {
        return value == null ? null : Json.write(value);
    }

    static Parameters parameters(String region, Map<String, String> attributes) {
        return new Parameters(
                region,
                attributes.get("TopicArn"),
                null,
                attributes.getOrDefault("Protocol", ""),
                attributes.get("Endpoint"),
                null,
                "true".equals(attributes.get("RawMessageDelivery")),
                tree(attributes, FILTER_POLICY),
                attributes.get("FilterPolicyScope"),
                redrivePolicy(tree(attributes, "RedrivePolicy")),
                deliveryPolicy(tree(attributes, "DeliveryPolicy")),
                attributes.get("SubscriptionRoleArn"),
                null);
    }

    private static @Nullable RedrivePolicy redrivePolicy(@Nullable JsonNode document) {
        return document == null
                ? null
                : new RedrivePolicy(document.path("deadLetterTargetArn").asText(), null);
    }

    private static @Nullable DeliveryPolicy deliveryPolicy(@Nullable JsonNode document) {
        return document == null || !document.isObject() ? null : MAPPER.convertValue(document, DeliveryPolicy.class);
    }

    private static @Nullable JsonNode tree(Map<String, String> attributes, String name) {
        var text = attributes.get(name);
        var tree = text == null || text.isEmpty() ? null : Json.read(text);
        return tree == null || tree.isNull() || (tree.isObject() && tree.isEmpty()) ? null : tree;
    }
}
