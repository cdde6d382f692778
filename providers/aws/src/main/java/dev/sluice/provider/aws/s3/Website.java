package dev.sluice.provider.aws.s3;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.field.OneOf;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bucket as a web site. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.indexDocument) != has(self.redirectAllRequestsTo)",
        message = "give either indexDocument or redirectAllRequestsTo")
@ValidationRule(
        value = "has(self.indexDocument) || !(has(self.errorDocument) || has(self.routingRules))",
        message = "errorDocument and routingRules need indexDocument")
public record Website(
        @Size(min = 1, max = 1024)
        @Pattern("^[^/]+$")
        @JsonPropertyDescription("The page for a folder, for example index.html.")
        @Nullable
        String indexDocument,

        @Size(min = 1, max = 1024) @JsonPropertyDescription("Key of the page that is shown for an error.") @Nullable
        String errorDocument,

        @JsonPropertyDescription("Another site to which every request is sent.") @Nullable
        RedirectAll redirectAllRequestsTo,

        @Size(max = 50) @JsonPropertyDescription("Where some requests are sent; the first that fits counts.") @Nullable
        List<RoutingRule> routingRules) {

    /** Another site. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RedirectAll(
            @Required @Size(min = 1, max = 255) @JsonPropertyDescription("Name of the other site.")
            String hostName,

            @OneOf({"http", "https"})
            @JsonPropertyDescription("http or https. When unset, that of the request.")
            @Nullable
            String protocol) {}

    /** Where some requests are sent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.replaceKeyPrefixWith) && has(self.replaceKeyWith))",
            message = "give at most one of replaceKeyPrefixWith and replaceKeyWith")
    public record RoutingRule(
            @Size(min = 1, max = 1024)
            @JsonPropertyDescription("Only requests for keys that begin with this.")
            @Nullable
            String keyPrefixEquals,

            @Pattern("^[45][0-9]{2}$")
            @Size(max = 3)
            @JsonPropertyDescription("Only requests that end in this error, for example \"404\".")
            @Nullable
            String httpErrorCodeReturnedEquals,

            @Size(min = 1, max = 255) @JsonPropertyDescription("The site to go to. When unset, the same.") @Nullable
            String hostName,

            @OneOf({"http", "https"})
            @JsonPropertyDescription("http or https. When unset, that of the request.")
            @Nullable
            String protocol,

            @Pattern("^3[0-9]{2}$")
            @Size(max = 3)
            @JsonPropertyDescription("Status of the answer, for example \"302\". When unset, 301.")
            @Nullable
            String httpRedirectCode,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("What takes the place of keyPrefixEquals.") @Nullable
            String replaceKeyPrefixWith,

            @Size(min = 1, max = 1024) @JsonPropertyDescription("What takes the place of the whole key.") @Nullable
            String replaceKeyWith) {}
}
