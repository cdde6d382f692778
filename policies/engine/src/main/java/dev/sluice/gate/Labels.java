package dev.sluice.gate;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels of objects, and what selects by them. */
public final class Labels {
    private Labels() {}

    /** The labels of a Kubernetes object; none where there is no object. */
    public static Map<String, String> of(@Nullable JsonNode object) {
        var labels = new HashMap<String, String>();
        if (object != null) {
            object.path("metadata")
                    .path("labels")
                    .properties()
                    .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        }
        return labels;
    }

    public static boolean selected(LabelSelector selector, Map<String, String> labels) {
        var wanted = selector.getMatchLabels();
        return (wanted == null || labels.entrySet().containsAll(wanted.entrySet()))
                && (selector.getMatchExpressions() == null
                        || selector.getMatchExpressions().stream().allMatch(e -> holds(e, labels)));
    }

    private static boolean holds(LabelSelectorRequirement requirement, Map<String, String> labels) {
        var value = labels.get(requirement.getKey());
        var values = requirement.getValues() == null ? List.<String>of() : requirement.getValues();
        return switch (requirement.getOperator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            // An operator we do not know must not let a change slip past the policy.
            case null, default -> true;
        };
    }
}
