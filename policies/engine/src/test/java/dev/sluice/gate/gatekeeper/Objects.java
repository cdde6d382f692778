package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.gate.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Templates, constraints and changes for the tests. */
final class Objects {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Objects() {}

    static JsonNode yaml(String text) {
        return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
    }

    static ConstraintTemplate template(String text) throws InvalidObjectException {
        return ConstraintTemplate.read(yaml(text));
    }

    static Constraint constraint(String text) throws InvalidObjectException {
        return Constraint.read(yaml(text));
    }

    /** A template for owners, whose constraints say what the label is called. */
    static final String OWNED = """
            apiVersion: templates.gatekeeper.sh/v1
            kind: ConstraintTemplate
            metadata:
              name: mustbeowned
            spec:
              crd:
                spec:
                  names:
                    kind: MustBeOwned
                  validation:
                    openAPIV3Schema:
                      type: object
                      required: [label]
                      properties:
                        label:
                          type: string
                          pattern: ^[a-z]+$
                        hint:
                          type: string
                          default: ask the platform team
              targets:
                - target: admission.k8s.gatekeeper.sh
                  rego: |
                    package owned

                    violation[{"msg": msg}] {
                      not input.review.object.metadata.labels[input.parameters.label]
                      msg := sprintf("label %v is missing: %v", [input.parameters.label, input.parameters.hint])
                    }
            """;

    static String ownedBy(String rest) {
        return """
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: MustBeOwned
        metadata:
          name: teams
        spec:
        """ + rest.stripTrailing().indent(2);
    }

    static Change change(
            GatePoint gate,
            Operation operation,
            Change.Subject subject,
            @Nullable JsonNode object,
            @Nullable JsonNode oldObject) {
        return new Change(gate, operation, subject, object, oldObject, oldObject, object, List.of(), null, null, null);
    }
}
