package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Tag;

/** What the kinds of IAM have in common. */
final class Iam {
    /** IAM knows no regions. */
    static final String REGION = "global";

    static final String NAME = "^[A-Za-z0-9_+=,.@-]+$";
    static final String PATH = "^/([!-~]+/)?$";
    static final String POLICY_ARN = "^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$";

    private Iam() {}

    static String arn(AwsSession session, String resource) {
        return "arn:%s:iam::%s:%s".formatted(session.partition(), session.account(), resource);
    }

    /** IAM answers with documents that are encoded as in a URL; emulators do not always. */
    static JsonNode document(String text) {
        return Json.read(text.startsWith("{") ? text : URLDecoder.decode(text, StandardCharsets.UTF_8));
    }

    /** Null where there is none. */
    static @Nullable String text(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    static List<Tag> tagList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    static Map<String, String> tagMap(List<Tag> tags) {
        return tags.stream().collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> first));
    }
}
