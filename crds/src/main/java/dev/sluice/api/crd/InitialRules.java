package dev.sluice.api.crd;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * {@code spec.initProvider} has the shape of {@code spec.forProvider}, and demands nothing: what it lacks stands there.
 * The descriptions are left out, so that a CRD does not grow by what it says already.
 */
final class InitialRules {
    private static final List<String> LEFT_OUT = List.of("required", Schemas.VALIDATIONS, "default", "description");

    private InitialRules() {}

    static void apply(ObjectNode root) {
        var spec = root.at("/properties/spec/properties");
        if (spec instanceof ObjectNode fields
                && fields.get("forProvider") instanceof ObjectNode lasting
                && fields.get("initProvider") instanceof ObjectNode initial) {
            var copy = lasting.deepCopy();
            Schemas.visit(copy, schema -> schema.remove(LEFT_OUT));
            copy.set("description", initial.get("description"));
            fields.set("initProvider", copy);
        }
    }
}
