package dev.sluice.provider.aws.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** The JSON documents that AWS carries inside strings: IAM policies, redrive policies. */
public final class Json {
    /** The largest such document of AWS is far below this. */
    private static final int MAX_CHARS = 1 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_CHARS)
                            .maxNestingDepth(100)
                            .build())
                    .build())
            .build();

    private Json() {}

    /** What AWS reports. Text that is not JSON comes back as a string node, so that it shows as a difference. */
    public static JsonNode read(String text) {
        try {
            var node = MAPPER.readTree(text);
            return node instanceof MissingNode ? MAPPER.getNodeFactory().textNode(text) : node;
        } catch (JsonProcessingException e) {
            return MAPPER.getNodeFactory().textNode(text);
        }
    }

    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be written as JSON", e);
        }
    }
}
