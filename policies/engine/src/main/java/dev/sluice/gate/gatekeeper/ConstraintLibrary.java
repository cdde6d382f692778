package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gate.rego.PolicyDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What templates and constraints, in any order, make together.
 *
 * @param policies one for each constraint that has its template
 * @param refused what cannot be a policy, with what is wrong
 */
public record ConstraintLibrary(List<PolicyDefinition> policies, List<Refused> refused) {

    /**
     * @param object as it was given
     * @param problems at least one
     */
    public record Refused(JsonNode object, List<Problem> problems) {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    public ConstraintLibrary {
        policies = List.copyOf(policies);
        refused = List.copyOf(refused);
    }

    /** Reads the templates and constraints among these objects; others are passed over. */
    public static ConstraintLibrary of(Collection<? extends JsonNode> objects) {
        var refused = new ArrayList<Refused>();
        var templates = templates(objects, refused);
        var policies = new LinkedHashMap<String, PolicyDefinition>();
        for (var object : objects) {
            if (Constraint.is(object)) {
                try {
                    add(Constraint.read(object), templates, policies);
                } catch (InvalidObjectException e) {
                    refused.add(new Refused(object, e.problems()));
                }
            }
        }
        return new ConstraintLibrary(List.copyOf(policies.values()), refused);
    }

    private static Map<String, ConstraintTemplate> templates(
            Collection<? extends JsonNode> objects, List<Refused> refused) {
        var templates = new LinkedHashMap<String, ConstraintTemplate>();
        for (var object : objects) {
            if (ConstraintTemplate.is(object)) {
                try {
                    var template = ConstraintTemplate.read(object);
                    if (templates.putIfAbsent(template.kind(), template) != null) {
                        throw twice("the kind %s has another template".formatted(template.kind()));
                    }
                } catch (InvalidObjectException e) {
                    refused.add(new Refused(object, e.problems()));
                }
            }
        }
        return templates;
    }

    private static void add(
            Constraint constraint, Map<String, ConstraintTemplate> templates, Map<String, PolicyDefinition> policies)
            throws InvalidObjectException {
        var template = templates.get(constraint.kind());
        if (template == null) {
            throw new InvalidObjectException(Problem.at(
                    "kind", "there is no template for the kind %s, or it cannot be used".formatted(constraint.kind())));
        }
        var policy = constraint.of(template);
        if (policies.containsKey(policy.name())) {
            throw twice("there is another constraint %s".formatted(policy.name()));
        }
        policies.put(policy.name(), policy);
    }

    private static InvalidObjectException twice(String message) {
        return new InvalidObjectException(Problem.at("metadata.name", message));
    }
}
