package dev.sluice.provider;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The namespaces whose objects may use a provider configuration: those named, and those with the labels. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.names) || has(self.selector)",
        message = "say which namespaces: names, selector or both; leave allowedNamespaces out to allow all")
public record AllowedNamespaces(
        @Size(max = 256) @JsonPropertyDescription("Names of namespaces.") @Nullable
        List<String> names,

        @JsonPropertyDescription("Namespaces with all of these labels, besides those that are named.") @Nullable
        Selector selector) {

    @ValidationRule(value = "size(self.matchLabels) > 0", message = "name one label or more")
    public record Selector(
            @Required
            @JsonPropertyDescription(
                    "Labels that the namespace must have. Who may label namespaces decides who may use the account.")
            Map<String, String> matchLabels) {}

    /**
     * True where the objects of a namespace may use the configuration.
     *
     * @param labels of the namespace, asked for only when they matter; empty where they are not known
     */
    public boolean admits(String namespace, Supplier<Optional<Map<String, String>>> labels) {
        if (names != null && names.contains(namespace)) {
            return true;
        }
        // A selector without labels selects nothing here: a guard that was left half-written must not let everybody in.
        return selector != null
                && !selector.matchLabels().isEmpty()
                && labels.get()
                        .map(has -> has.entrySet()
                                .containsAll(selector.matchLabels().entrySet()))
                        .orElse(false);
    }
}
