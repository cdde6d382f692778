package dev.sluice.provider.field;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;

/** A parameter record with one field for each rule. */
record Sample(
        @Immutable String region,
        Integer size,
        @ServerDefaulted Integer retention,
        @Sensitive String password,
        @UnorderedList List<String> zones,
        List<String> order,
        @PolicyDocument JsonNode policy,
        Map<String, String> tags,
        @Immutable Key key,
        Encryption encryption,
        @UnorderedList List<Rule> rules,
        @ServerDefaulted @UnorderedList List<String> exits,
        @JsonProperty("@odd") String odd,

        @Reference(kind = Queue.class, output = "arn", to = "targetArn")
        ObjectReference targetRef,

        String targetArn) {

    record Key(String name, String type) {}

    @Group("test.sluice.dev")
    @Version("v1")
    @SuppressWarnings("serial")
    static final class Queue extends CustomResource<Key, Key> {}

    @Group("test.sluice.dev")
    @Version("v1")
    @SuppressWarnings("serial")
    static final class Topic extends CustomResource<Key, Key> {}

    record Encryption(String algorithm, @ServerDefaulted String keyId) {}

    record Rule(
            String name,

            @Reference(kind = Topic.class, output = "url", to = "url")
            ObjectReference urlRef,

            String url,
            @Sensitive String token) {}

    static final FieldRules RULES = FieldRules.of(Sample.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** JSON with single quotes. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
