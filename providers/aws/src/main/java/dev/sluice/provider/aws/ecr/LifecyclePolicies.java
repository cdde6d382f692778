package dev.sluice.provider.aws.ecr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.ecr.Repository.LifecyclePolicy;
import java.util.List;

/** A lifecycle policy as ECR has it: JSON in a string. */
final class LifecyclePolicies {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private LifecyclePolicies() {}

    /** A policy that cannot be understood comes back without rules, so that it shows as a difference. */
    static LifecyclePolicy read(String text) {
        try {
            var policy = MAPPER.treeToValue(Json.read(text), LifecyclePolicy.class);
            return policy == null || policy.rules() == null ? new LifecyclePolicy(List.of()) : policy;
        } catch (JsonProcessingException e) {
            return new LifecyclePolicy(List.of());
        }
    }
}
