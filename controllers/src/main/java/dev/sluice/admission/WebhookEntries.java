package dev.sluice.admission;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The entries of the webhook configuration: what is there beside what is wanted. */
final class WebhookEntries {
    private WebhookEntries() {}

    /** What policies had judged before a restart is judged until it is known that they do not any more. */
    static ValidatingWebhookConfiguration withForeignOf(
            ValidatingWebhookConfiguration found, ValidatingWebhookConfiguration wanted) {
        var client = wanted.getWebhooks().getFirst().getClientConfig();
        var all = new ArrayList<>(wanted.getWebhooks());
        foreign(found)
                .forEach(webhook -> all.add(new ValidatingWebhookBuilder(webhook)
                        .withClientConfig(client)
                        .build()));
        return new ValidatingWebhookConfigurationBuilder(wanted)
                .withWebhooks(all)
                .build();
    }

    private static List<ValidatingWebhook> foreign(ValidatingWebhookConfiguration configuration) {
        return configuration.getWebhooks().stream()
                .filter(webhook -> webhook.getName().endsWith(WebhookConfigurator.FOREIGN))
                .toList();
    }

    /** What differs from what is wanted; empty where nothing does. */
    static Optional<String> difference(
            ValidatingWebhookConfiguration wanted, @Nullable ValidatingWebhookConfiguration found) {
        var name = wanted.getMetadata().getName();
        if (found == null) {
            return Optional.of("the webhook configuration '%s' is missing".formatted(name));
        }
        var there = essences(found);
        var wished = essences(wanted);
        var others = wished.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(there.get(entry.getKey())))
                .map(entry ->
                        "%s is %s".formatted(entry.getKey(), there.containsKey(entry.getKey()) ? "changed" : "missing"))
                .collect(Collectors.joining(", "));
        var more = there.keySet().stream()
                .filter(entry -> !wished.containsKey(entry) && !entry.endsWith(WebhookConfigurator.FOREIGN))
                .toList();
        if (others.isEmpty() && !more.isEmpty()) {
            return Optional.of("the webhook configuration '%s' has entries of others: %s".formatted(name, more));
        }
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("the webhook configuration '%s' is not as it has to be: %s".formatted(name, others));
    }

    /** What Sluice sets of each webhook; the API server adds defaults of its own, and other replicas their webhooks. */
    private static Map<String, List<?>> essences(ValidatingWebhookConfiguration configuration) {
        var essences = new TreeMap<String, List<?>>();
        configuration.getWebhooks().forEach(webhook -> essences.put(webhook.getName(), essence(webhook)));
        return essences;
    }

    private static List<?> essence(ValidatingWebhook w) {
        return List.of(
                w.getFailurePolicy(),
                w.getMatchPolicy(),
                w.getClientConfig(),
                w.getMatchConditions(),
                w.getTimeoutSeconds(),
                w.getRules().stream()
                        .map(r -> List.of(
                                r.getApiGroups(),
                                r.getApiVersions(),
                                r.getResources(),
                                r.getOperations(),
                                String.valueOf(r.getScope())))
                        .toList(),
                selected(w.getNamespaceSelector()),
                selected(w.getObjectSelector()));
    }

    /** An absent selector selects everything, as an empty one does. */
    private static List<?> selected(@Nullable LabelSelector selector) {
        return selector == null
                ? List.of(Map.of(), List.of())
                : List.of(
                        selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels(),
                        selector.getMatchExpressions() == null ? List.of() : selector.getMatchExpressions());
    }
}
