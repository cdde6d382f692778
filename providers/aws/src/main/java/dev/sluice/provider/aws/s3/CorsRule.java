package dev.sluice.provider.aws.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which web pages may use a bucket from a browser. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CorsRule(
        @ServerDefaulted
        @Size(min = 1, max = 255)
        @JsonPropertyDescription("A name for the rule. Left as it is when unset.")
        @Nullable
        String id,

        @Required
        @UnorderedList
        @Size(min = 1, max = 5)
        @JsonPropertyDescription("Methods that are allowed: GET, HEAD, PUT, POST, DELETE.")
        List<@Pattern("^(GET|HEAD|PUT|POST|DELETE)$") @Size(max = 6) String> allowedMethods,

        @Required
        @UnorderedList
        @Size(min = 1, max = 50)
        @JsonPropertyDescription("Where a page may come from, for example https://example.com, with at most one *.")
        List<@Size(min = 1, max = 255) String> allowedOrigins,

        @UnorderedList
        @Size(max = 50)
        @JsonPropertyDescription("Headers that a request may carry, each with at most one *. When unset, none.")
        @Nullable
        List<@Size(min = 1, max = 255) String> allowedHeaders,

        @UnorderedList
        @Size(max = 50)
        @JsonPropertyDescription("Headers of an answer that a page may see. When unset, none but the usual ones.")
        @Nullable
        List<@Size(min = 1, max = 255) String> exposeHeaders,

        @Min(0)
        @Max(2147483647)
        @JsonPropertyDescription("How long a browser may keep the answer to its question before it asks again.")
        @Nullable
        Integer maxAgeSeconds) {}
