package dev.sluice.api.crd;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A status is written by Sluice alone and says what is so, not what should be: a limit there could only keep the truth
 * from being told. Types and descriptions stay; limits, defaults and demands go.
 */
final class StatusRules {
    private static final List<String> LIMITS = List.of(
            Schemas.VALIDATIONS,
            "required",
            "default",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "pattern",
            "x-kubernetes-list-type");

    /** What status repeats of a specification: there a value of tomorrow's cloud, or of an older CRD, may stand. */
    private static final List<String> REPEATED =
            List.of("/properties/atProvider", "/properties/inForce/properties/spec");

    private StatusRules() {}

    static void apply(ObjectNode root) {
        if (!(root.at("/properties/status") instanceof ObjectNode status)) {
            return;
        }
        status.put("description", "What was observed; written by Sluice.");
        Schemas.visit(status, schema -> schema.remove(LIMITS));
        for (var pointer : REPEATED) {
            if (status.at(pointer) instanceof ObjectNode repeated) {
                Schemas.visit(repeated, schema -> schema.remove("enum"));
            }
        }
        conditions(status);
        describe(status, "observedGeneration", "metadata.generation of the specification that this status is about.");
    }

    /** Keyed by type, so that controllers that own different conditions can apply them side by side. */
    private static void conditions(ObjectNode status) {
        if (!(status.at("/properties/conditions") instanceof ObjectNode conditions)) {
            return;
        }
        describe(status, "conditions", "What is so now: see each condition's reason and message.");
        conditions.put("x-kubernetes-list-type", "map");
        conditions.putArray("x-kubernetes-list-map-keys").add("type");
        if (conditions.get(Schemas.ITEMS) instanceof ObjectNode condition) {
            ArrayNode required = condition.putArray("required");
            required.add("type").add("status");
            describe(condition, "type", "What the condition is about, for example Ready.");
            describe(condition, "status", "True, False or Unknown.");
            describe(condition, "reason", "One word in CamelCase, for programs.");
            describe(condition, "message", "What is so and what to do about it, for people.");
            describe(condition, "lastTransitionTime", "Since when the condition has this status.");
            describe(condition, "observedGeneration", "The generation the condition was set for.");
        }
    }

    private static void describe(ObjectNode parent, String name, String description) {
        if (parent.path(Schemas.PROPERTIES).get(name) instanceof ObjectNode property && !property.has("description")) {
            property.put("description", description);
        }
    }
}
