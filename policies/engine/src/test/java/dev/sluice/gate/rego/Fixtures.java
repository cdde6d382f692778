package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.gate.Change;
import dev.sluice.gate.PolicySet;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** What the engine's tests are made of. */
final class Fixtures {
    static final ObjectMapper JSON = new ObjectMapper();
    static final Path OPA = new Toolchain(System.err::println).executable(Tool.OPA);

    private Fixtures() {}

    static PolicyCompiler compiler() {
        return new PolicyCompiler(OPA, InstantSource.system());
    }

    static Policy.Spec spec(String rego) {
        return Policy.Spec.of(rego);
    }

    static Policy.Spec spec(String rego, String parameters) {
        return Policy.Spec.of(rego).withParameters(json(parameters));
    }

    /** What a set says when a busy machine does not keep it from saying it: code is slow when it runs for the first time. */
    static PolicySet.Judgement judged(PolicySet set, Change change) {
        for (int i = 0; i < 10; i++) {
            try {
                var judgement = set.judge(change);
                if (judgement.violations().stream().noneMatch(v -> v.message().contains("took longer than"))) {
                    return judgement;
                }
            } catch (WasmInstance.EvaluationException e) {
                if (!e.getMessage().contains("took longer than")) {
                    throw e;
                }
            }
        }
        return set.judge(change);
    }

    /** A policy that denies everywhere. */
    static PolicyDefinition policy(
            String name, RegoText rego, JsonNode parameters, JsonNode documents, List<Policy.InventoryKind> inventory) {
        return new PolicyDefinition(
                name,
                PolicyDefinition.digest(List.of(name, rego, List.of(documents == null ? "" : documents), inventory)),
                rego,
                parameters,
                documents,
                inventory,
                new PolicyScope(null),
                Enforcement.everywhere(Policy.Action.DENY),
                Policy.Severity.MEDIUM,
                List.of());
    }

    static Change change(String object) {
        return change(GatePoint.SYNC, Operation.CREATE, json(object), null);
    }

    static Change change(GatePoint gate, Operation operation, JsonNode object, JsonNode oldObject) {
        return new Change(
                gate,
                operation,
                new Change.Subject("sqs.aws.sluice.dev", "v1alpha1", "Queue", "payments", "orders"),
                object,
                oldObject,
                oldObject,
                object,
                List.of(),
                null,
                null,
                null);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
