package dev.sluice.gate.gatekeeper;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirementBuilder;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Label selectors, read strictly: one that means nothing would select everything or nothing. */
final class Selectors {
    private Selectors() {}

    /** Null where it is absent. */
    static @Nullable LabelSelector read(At selector) throws InvalidObjectException {
        if (selector.isAbsent()) {
            return null;
        }
        if (!selector.node().isObject()) {
            throw selector.wrong("an object with matchLabels or matchExpressions is needed here");
        }
        var requirements = new ArrayList<LabelSelectorRequirement>();
        for (var item : selector.to("matchExpressions").items()) {
            requirements.add(requirement(item));
        }
        return new LabelSelectorBuilder()
                .withMatchLabels(selector.to("matchLabels").map())
                .withMatchExpressions(requirements)
                .build();
    }

    private static LabelSelectorRequirement requirement(At item) throws InvalidObjectException {
        var operator = item.to("operator");
        var values = item.to("values");
        switch (operator.required()) {
            case "In", "NotIn" -> {
                if (values.texts().isEmpty()) {
                    throw values.wrong("is empty; In and NotIn need values");
                }
            }
            case "Exists", "DoesNotExist" -> {
                if (!values.texts().isEmpty()) {
                    throw values.wrong("is not empty; Exists and DoesNotExist take no values");
                }
            }
            case String other ->
                throw operator.wrong("is '%s'; write In, NotIn, Exists or DoesNotExist".formatted(other));
        }
        return new LabelSelectorRequirementBuilder()
                .withKey(item.to("key").required())
                .withOperator(operator.text())
                .withValues(values.texts())
                .build();
    }
}
