package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.provider.Confidential;
import dev.sluice.provider.Session;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Phase four: takes a plan to the gate, with everything a policy may want to know, and then to whom has to approve it. */
final class Judge<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final String provider;
    private final FieldRules rules;
    private final Approvals approvals;
    private final Shared shared;

    Judge(String provider, FieldRules rules, Approvals approvals, Shared shared) {
        this.provider = provider;
        this.rules = rules;
        this.approvals = approvals;
        this.shared = shared;
    }

    /** What is done once it is admitted. Returns null to look at the cloud again. */
    interface Act {
        @Nullable
        Outcome on(Decision.Admitted admitted);
    }

    /** Asks the gate, and acts only when it admits. */
    @Nullable
    Outcome decided(Facts<P, O, R, S> facts, Operation operation, Act act) {
        if (!shared.gate().ready()) {
            return new Outcome.Waiting(
                    "PoliciesNotLoaded", "The policies are being loaded; nothing is done before.", SHORTLY);
        }
        var decision = shared.gate().decide(change(facts, operation));
        facts.decision = decision;
        shared.metrics()
                .counter(
                        "sluice_gate_decisions",
                        "gate",
                        GatePoint.CLOUD.label(),
                        "decision",
                        decision instanceof Decision.Admitted ? "admitted" : "rejected")
                .increment();
        return switch (decision) {
            case Decision.Admitted admitted -> {
                var missing = approvals.missing(facts);
                yield missing != null ? missing : act.on(admitted);
            }
            case Decision.Rejected rejected -> new Outcome.Denied(rejected);
        };
    }

    private Change change(Facts<P, O, R, S> facts, Operation operation) {
        var meta = facts.object.getMetadata();
        var object = objectJson(facts);
        var deletes = operation == Operation.DELETE;
        var target = facts.target();
        return new Change(
                GatePoint.CLOUD,
                operation,
                new Change.Subject(
                        facts.object.getGroup(),
                        facts.object.getVersion(),
                        facts.object.getKind(),
                        meta.getNamespace(),
                        meta.getName()),
                deletes ? null : object,
                operation == Operation.CREATE ? null : object,
                operation == Operation.CREATE ? null : Diff.presentable(facts.observedJson, rules),
                deletes ? null : Diff.presentable(facts.desired(), rules),
                facts.plan == null ? List.of() : facts.plan.diff(),
                new Change.External(
                        provider,
                        target.session().account(),
                        target.region(),
                        target.externalName(),
                        approvals.hash(facts)),
                Provenance.of(facts.object).orElse(null),
                null);
    }

    /** The Kubernetes object as policies may see it: without bookkeeping, status and secrets. */
    private JsonNode objectJson(Facts<P, O, R, S> facts) {
        ObjectNode object = shared.json().valueToTree(facts.object);
        object.remove("status");
        if (object.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("managedFields", "resourceVersion"));
            if (metadata.get("annotations") instanceof ObjectNode annotations) {
                // A copy of the specification, secrets and all.
                annotations.remove(Confidential.LAST_APPLIED);
            }
        }
        if (object.get("spec") instanceof ObjectNode spec) {
            for (var part : List.of("forProvider", "initProvider")) {
                if (spec.get(part) instanceof ObjectNode parameters) {
                    spec.set(part, Diff.secretsHidden(parameters, rules));
                }
            }
        }
        return object;
    }
}
