package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagementPolicy;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.References;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The phases from a managed resource to the cloud, in order. Knows nothing of the framework that calls it. */
final class Convergence<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    /** Create, its completion, and one look at the result fit; more would be a loop. */
    private static final int MAX_ROUNDS = 4;

    private static final Duration SHORTLY = Duration.ofSeconds(1);
    private static final Duration RARELY = Duration.ofMinutes(2);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final Kind<P, O, R, S> kind;
    private final Provider<S> provider;
    private final FieldRules rules;
    private final Planner planner;
    private final CloudActor<P, O, S> actor;
    private final Objects<P, O, R> objects;
    private final StatusRenderer<P, O, R, S> renderer;
    private final Shared shared;

    Convergence(
            Kind<P, O, R, S> kind,
            Provider<S> provider,
            FieldRules rules,
            Objects<P, O, R> objects,
            StatusRenderer<P, O, R, S> renderer,
            Shared shared) {
        this.kind = kind;
        this.provider = provider;
        this.rules = rules;
        this.planner = new Planner(rules);
        this.actor = new CloudActor<>(kind.adapter());
        this.objects = objects;
        this.renderer = renderer;
        this.shared = shared;
    }

    /** @param waiter woken when a resource that this one refers to has changed */
    Outcome run(Facts<P, O, R, S> facts, OutputsRegistry.Waiter waiter) {
        if ("true".equals(facts.object.annotation(Sluice.PAUSED))) {
            return new Outcome.Paused();
        }
        var deleting = facts.object.isMarkedForDeletion();
        if (deleting && !facts.hasFinalizer()) {
            return new Outcome.Released();
        }
        var session = provider.connect(shared.configs(), facts.object.getSpec().providerConfigName());
        var unresolved = resolve(facts, waiter);
        facts.target = target(facts, session);
        if (deleting) {
            return delete(facts);
        }
        if (!unresolved.isEmpty()) {
            return new Outcome.Waiting("ReferencesNotReady", unresolved, RARELY);
        }
        return converge(facts);
    }

    /** Writes what references resolve to into the desired state; says what is still missing. */
    private String resolve(Facts<P, O, R, S> facts, OutputsRegistry.Waiter waiter) {
        ObjectNode desired = shared.json().valueToTree(facts.object.getSpec().forProvider());
        var namespace = facts.object.getMetadata().getNamespace();
        var missing = new StringBuilder();
        for (var reference : References.in(desired, rules)) {
            var key = new OutputsRegistry.Key(reference.kind(), namespace, reference.name());
            shared.outputs()
                    .lookup(key, reference.output(), waiter)
                    .ifPresentOrElse(
                            reference::resolve,
                            () -> missing.append("%s waits for %s %s/%s to have its %s. "
                                    .formatted(
                                            reference.path(),
                                            reference.kind(),
                                            namespace,
                                            reference.name(),
                                            reference.output())));
        }
        facts.desired = desired;
        return missing.toString().strip();
    }

    private Target<P, S> target(Facts<P, O, R, S> facts, S session) {
        var parameters = shared.json().convertValue(facts.desired(), kind.parameters());
        return new Target<>(
                session,
                kind.adapter().region(parameters, session),
                facts.object.externalName(),
                parameters,
                facts.uid());
    }

    private Outcome converge(Facts<P, O, R, S> facts) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            observe(facts);
            var foreign = foreign(facts);
            if (foreign != null) {
                return foreign;
            }
            var busy = busy(facts);
            if (busy != null) {
                return busy;
            }
            var plan = plan(facts);
            var outcome = switch (plan) {
                case Plan.None none -> inSync(facts);
                case Plan.ReplaceRequired replace -> replaceRequired(replace);
                case Plan.Create create -> create(facts);
                case Plan.Update update -> update(facts, update);
                case Plan.Delete delete -> throw new IllegalStateException("nobody asked for a deletion");
            };
            if (outcome != null) {
                return outcome;
            }
        }
        return new Outcome.Progressing("the cloud does not show the change yet");
    }

    private void observe(Facts<P, O, R, S> facts) {
        var found = cloud(facts, () -> kind.adapter().read(facts.target()));
        facts.observed = found.orElse(null);
        facts.observedJson = found.<JsonNode>map(o -> shared.json().valueToTree(o.parameters()))
                .orElse(null);
    }

    /** A resource that exists and is not ours is neither adopted nor changed. */
    private @Nullable Outcome foreign(Facts<P, O, R, S> facts) {
        var observed = facts.observed;
        if (observed == null
                || facts.tagged()
                || onlyObserves(facts)
                || (observed.ownerUid() == null && facts.known())) {
            return null;
        }
        var advice = "Choose another name with the annotation %s, or import it with managementPolicies [\"Observe\"]."
                .formatted(Sluice.EXTERNAL_NAME);
        return observed.ownerUid() == null
                ? new Outcome.Refused(
                        "AlreadyExists",
                        "%s exists and was not created by this object. %s".formatted(facts.display(), advice))
                : new Outcome.Refused(
                        "OwnedByAnother",
                        "%s belongs to the object with UID %s. %s"
                                .formatted(facts.display(), observed.ownerUid(), advice));
    }

    private static boolean onlyObserves(Facts<?, ?, ?, ?> facts) {
        var spec = facts.object.getSpec();
        return !spec.allows(ManagementPolicy.CREATE)
                && !spec.allows(ManagementPolicy.UPDATE)
                && !spec.allows(ManagementPolicy.DELETE);
    }

    /** While the cloud is at work on a resource it takes no further orders. */
    private static @Nullable Outcome busy(Facts<?, ?, ?, ?> facts) {
        var observed = facts.observed;
        if (observed == null) {
            return facts.created
                    ? new Outcome.Progressing("created; the cloud does not show %s yet".formatted(facts.display()))
                    : null;
        }
        return switch (observed.state()) {
            case AVAILABLE -> null;
            case CREATING, UPDATING ->
                new Outcome.Progressing("%s is %s in the cloud".formatted(facts.display(), observed.stateMessage()));
            case DELETING ->
                new Outcome.Progressing("%s is being deleted in the cloud; it is created again when it is gone"
                        .formatted(facts.display()));
            case FAILED ->
                new Outcome.Refused(
                        "ExternalResourceFailed",
                        "the cloud says of %s: %s".formatted(facts.display(), observed.stateMessage()));
        };
    }

    private Plan plan(Facts<P, O, R, S> facts) {
        var recorded = facts.previous == null || facts.previous.atProvider() == null
                ? null
                : shared.json().<JsonNode>valueToTree(facts.previous.atProvider());
        // After our own update the difference to what was recorded is our doing.
        var ours = facts.created || facts.updated;
        var plan = planner.plan(
                facts.desired(),
                facts.observedJson,
                ours ? null : recorded,
                facts.ledger.newest(),
                facts.tagged() || onlyObserves(facts));
        facts.plan = plan;
        return plan;
    }

    private Outcome inSync(Facts<P, O, R, S> facts) {
        facts.ledger.concluded(DriftRecord.Outcome.Corrected, "the cloud is as wanted again");
        if (!facts.hasFinalizer() && facts.object.getSpec().allows(ManagementPolicy.DELETE)) {
            claim(facts);
        }
        return new Outcome.InSync();
    }

    private static Outcome replaceRequired(Plan.ReplaceRequired plan) {
        var fields = plan.diff().stream()
                .filter(FieldChange::needsReplacement)
                .map(FieldChange::path)
                .collect(Collectors.joining(", "));
        return new Outcome.Refused(
                "ReplaceRequired",
                ("%s cannot be changed in place. Restore the value, or delete the object and create it anew;"
                                + " Sluice never replaces a resource on its own.")
                        .formatted(fields));
    }

    private @Nullable Outcome create(Facts<P, O, R, S> facts) {
        if (!facts.object.getSpec().allows(ManagementPolicy.CREATE)) {
            return new Outcome.Waiting(
                    "NotFound",
                    "%s does not exist, and managementPolicies do not allow Create.".formatted(facts.display()),
                    RARELY);
        }
        return decided(facts, Operation.CREATE, admitted -> {
            claim(facts);
            cloud(facts, () -> {
                actor.create(admitted, facts.target());
                return facts;
            });
            facts.created = true;
            shared.events().normal(facts.object, "Created", "Created %s.".formatted(facts.display()));
            return null;
        });
    }

    /** Writes the intent before the create call: found again after a crash, it says whose the resource is. */
    private void claim(Facts<P, O, R, S> facts) {
        if (facts.hasFinalizer() && facts.intended()) {
            return;
        }
        var name = facts.object.externalName();
        var at = shared.clock().instant().truncatedTo(ChronoUnit.SECONDS);
        facts.object = objects.claim(facts.object, name, name + "@" + at);
    }

    private @Nullable Outcome update(Facts<P, O, R, S> facts, Plan.Update update) {
        var fields = update.diff().stream().map(FieldChange::path).collect(Collectors.joining(", "));
        if (!facts.object.getSpec().allows(ManagementPolicy.UPDATE)) {
            return new Outcome.Waiting(
                    "UpdateNotAllowed",
                    "%s differ, and managementPolicies do not allow Update.".formatted(fields),
                    RARELY);
        }
        if (facts.updated) {
            return new Outcome.Progressing("updated; the cloud does not show %s yet".formatted(fields));
        }
        var isNewDrift = noteDrift(facts, update);
        var outcome = decided(facts, Operation.UPDATE, admitted -> {
            if (isNewDrift) {
                objects.record(
                        facts.object, renderer.render(facts, new Outcome.Progressing("correcting drift of " + fields)));
            }
            correct(facts, admitted, update, fields);
            return null;
        });
        if (outcome instanceof Outcome.Denied denied && update.correctsDrift()) {
            leaveAlone(facts, denied, fields, isNewDrift);
        }
        return outcome;
    }

    /** On record before it is corrected: a drift is never reverted without a trace. */
    private boolean noteDrift(Facts<P, O, R, S> facts, Plan.Update update) {
        if (!update.correctsDrift()) {
            return false;
        }
        var fields = update.diff().stream()
                .filter(f -> f.reason() == FieldChange.Reason.DRIFT)
                .toList();
        var observed = facts.observed;
        var unchangedUntil = facts.previous == null ? null : facts.previous.lastObservedAt();
        if (!facts.ledger.detected(fields, unchangedUntil, observed == null ? null : observed.actor())) {
            return false;
        }
        var shown = fields.stream().map(Convergence::shown).collect(Collectors.joining("; "));
        shared.events()
                .warning(
                        facts.object,
                        "DriftDetected",
                        "%s was changed in the cloud: %s".formatted(facts.display(), shown));
        count("detected");
        return true;
    }

    private void correct(Facts<P, O, R, S> facts, Decision.Admitted admitted, Plan.Update update, String fields) {
        try {
            cloud(facts, () -> {
                actor.update(admitted, facts.target(), observed(facts));
                return facts;
            });
        } catch (CloudException e) {
            if (update.correctsDrift()) {
                facts.ledger.concluded(DriftRecord.Outcome.Failed, e.getMessage());
            }
            throw e;
        }
        facts.updated = true;
        if (update.correctsDrift()) {
            facts.ledger.concluded(DriftRecord.Outcome.Corrected, null);
            shared.events()
                    .normal(facts.object, "DriftCorrected", "Put back %s of %s.".formatted(fields, facts.display()));
            count("corrected");
        } else if (!facts.created && !update.diff().isEmpty()) {
            shared.events().normal(facts.object, "Updated", "Updated %s of %s.".formatted(fields, facts.display()));
        }
    }

    private void leaveAlone(Facts<P, O, R, S> facts, Outcome.Denied denied, String fields, boolean isNew) {
        facts.ledger.concluded(DriftRecord.Outcome.LeftAlone, denied.decision().message());
        if (isNew) {
            shared.events()
                    .warning(
                            facts.object,
                            "DriftLeftAlone",
                            "%s of %s is left as found: %s"
                                    .formatted(
                                            fields,
                                            facts.display(),
                                            denied.decision().message()));
            count("left_alone");
        }
    }

    private Outcome delete(Facts<P, O, R, S> facts) {
        if (!facts.object.getSpec().allows(ManagementPolicy.DELETE)) {
            return release(
                    facts, "Orphaned", "%s stays: managementPolicies do not allow Delete.".formatted(facts.display()));
        }
        observe(facts);
        if (facts.observed == null) {
            return release(facts, "Deleted", "%s is gone.".formatted(facts.display()));
        }
        if (!facts.tagged() && (observed(facts).ownerUid() != null || !facts.known())) {
            return release(facts, "NotOurs", "%s stays: it was not created by this object.".formatted(facts.display()));
        }
        facts.plan = planner.delete(java.util.Objects.requireNonNull(facts.observedJson));
        if (observed(facts).state() == Observed.State.DELETING) {
            return new Outcome.Deleting("%s is being deleted in the cloud".formatted(facts.display()));
        }
        var outcome = decided(facts, Operation.DELETE, admitted -> {
            cloud(facts, () -> {
                actor.delete(admitted, facts.target());
                return facts;
            });
            return null;
        });
        if (outcome != null) {
            return outcome;
        }
        observe(facts);
        return facts.observed == null
                ? release(facts, "Deleted", "Deleted %s.".formatted(facts.display()))
                : new Outcome.Deleting("%s is being deleted in the cloud".formatted(facts.display()));
    }

    private Outcome release(Facts<P, O, R, S> facts, String reason, String message) {
        objects.release(facts.object);
        shared.events().normal(facts.object, reason, message);
        return new Outcome.Released();
    }

    private interface Act {
        @Nullable
        Outcome on(Decision.Admitted admitted);
    }

    /** Asks the gate, and acts only when it admits. */
    private @Nullable Outcome decided(Facts<P, O, R, S> facts, Operation operation, Act act) {
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
            case Decision.Admitted admitted -> act.on(admitted);
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
                        provider.name(), target.session().account(), target.region(), target.externalName()),
                Provenance.of(facts.object).orElse(null),
                null);
    }

    /** The Kubernetes object as policies may see it: without bookkeeping, status and secrets. */
    private JsonNode objectJson(Facts<P, O, R, S> facts) {
        ObjectNode object = shared.json().valueToTree(facts.object);
        object.remove("status");
        if (object.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(List.of("managedFields", "resourceVersion"));
        }
        if (object.get("spec") instanceof ObjectNode spec && spec.get("forProvider") instanceof ObjectNode parameters) {
            spec.set("forProvider", Diff.presentable(parameters, rules));
        }
        return object;
    }

    private interface Call<T> {
        T make();
    }

    /** Every call to the cloud passes here, so that one budget holds for all. */
    private <T> T cloud(Facts<P, O, R, S> facts, Call<T> call) {
        var target = facts.target();
        var key = new CloudBudget.Key(target.session().account(), target.region(), service());
        pause(shared.budget().reserve(key));
        try {
            var result = call.make();
            shared.budget().succeeded(key);
            return result;
        } catch (CloudException e) {
            if (e.error() instanceof CloudError.Throttled throttled) {
                shared.budget().throttled(key, throttled.retryAfter());
            }
            throw e;
        }
    }

    /** The first label of the kind's group: {@code sqs} of {@code sqs.aws.sluice.dev}. */
    private String service() {
        var group = io.fabric8.kubernetes.api.model.HasMetadata.getGroup(kind.type());
        return group.substring(0, group.indexOf('.'));
    }

    private static void pause(Duration wait) {
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            throw new PacedException(wait);
        }
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PacedException(SHORTLY);
        }
    }

    /** The account's budget for this API is spent for longer than a worker should wait. */
    static final class PacedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Duration wait;

        PacedException(Duration wait) {
            super("the API is throttling; next call in " + wait.toSeconds() + " s");
            this.wait = wait;
        }

        Duration waitTime() {
            return wait;
        }
    }

    private static <P extends Record, O extends Record> Observed<P, O> observed(Facts<P, O, ?, ?> facts) {
        return java.util.Objects.requireNonNull(facts.observed, "observed before this phase");
    }

    private void count(String outcome) {
        shared.metrics()
                .counter("sluice_drift", "kind", kind.type().getSimpleName(), "outcome", outcome)
                .increment();
    }

    /** {@code publicAccessBlock.blockPublicAcls: true → false} */
    private static String shown(FieldChange field) {
        return "%s: %s → %s".formatted(field.path(), field.after(), field.before());
    }
}
