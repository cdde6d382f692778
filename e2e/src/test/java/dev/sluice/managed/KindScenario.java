package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.Operation;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.e2e.cloud.CloudProxy;
import dev.sluice.e2e.cloud.Fault;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindSpecimens;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One object of a kind, its resource on the emulator, and what can happen to the two: the same for every kind. */
final class KindScenario<P extends Record, O extends Record, R extends ManagedResource<P, O>> {
    private static final String OBJECT = "it";
    private static final int MAX_ROUNDS = 6;

    static final String ANOTHER_ACCOUNT = "another-account";

    /** Nobody: what somebody made by hand. */
    private static final String BY_HAND = "";

    private final Kind<P, O, R, AwsSession> kind;
    private final AwsSession direct;
    private final KindSpecimens.Specimen<P> specimen;
    private final KindKernel<P, O, R> kernel;
    private final CloudProxy proxy;
    private final FieldRules rules;

    KindScenario(
            Kind<P, O, R, AwsSession> kind, KindSpecimens<P> specimens, KindKernel<P, O, R> kernel, CloudProxy proxy) {
        this.kind = kind;
        this.direct = specimens.session();
        this.specimen = specimens.next().get();
        this.kernel = kernel;
        this.proxy = proxy;
        this.rules = FieldRules.of(kind.parameters());
    }

    void create_and_no_op() {
        made();
        assertThat(kernel.adapter.created).as("creations").isEqualTo(1);
        assertThat(kernel.judged).extracting(change -> change.operation()).contains(Operation.CREATE);
        kernel.forget();
        var before = kernel.mutations();
        kernel.reconcile(OBJECT);
        assertThat(kernel.mutations()).as("calls that change something").isEqualTo(before);
        assertThat(kernel.objects.writes).as("writes to the object").isEmpty();
    }

    void update_of_each_mutable_field() {
        made();
        specimen.changes()
                .forEach((what, changed) -> named(what, () -> {
                    wish(changed);
                    isAsWanted(changed);
                    wish(specimen.wanted());
                    isAsWanted(specimen.wanted());
                }));
        assertThat(kernel.drift(OBJECT)).as("an update of ours is no drift").isEmpty();
    }

    void drift_of_each_field() {
        made();
        specimen.changes()
                .forEach((what, changed) -> named(what, () -> {
                    kernel.objects.annotate(OBJECT, Sluice.RECONCILE_REQUESTED_AT, what);
                    var touched = bring(name(), changed, owner());
                    var differs =
                            Diff.between(json(present(specimen.wanted()).parameters()), json(specimen.wanted()), rules);
                    if (differs.isEmpty()) {
                        // What one of the two leaves to the cloud: for the wish nothing has changed.
                        assertThat(Diff.between(json(specimen.wanted()), json(changed), rules))
                                .as("somebody changed what is not compared")
                                .allMatch(field -> !touched || field.before() == null || field.after() == null);
                        return;
                    }
                    kernel.passes(java.time.Duration.ofMinutes(1));

                    kernel.settle(OBJECT);

                    isAsWanted(specimen.wanted());
                    // Of a secret no value is on record that a change could be told by: it is put back all the same.
                    var told = paths(
                            differs.stream().filter(field -> !isSecret(field)).toList());
                    if (!told.isEmpty()) {
                        var newest = kernel.drift(OBJECT).getFirst();
                        assertThat(newest.outcome()).isEqualTo(DriftRecord.Outcome.Corrected);
                        assertThat(paths(newest.fields())).containsAll(told);
                    }
                }));
    }

    void immutable_change_refused() {
        made();
        for (var changed : replacements()) {
            named(changed.path(), () -> {
                var before = kernel.mutations();
                wishJson(changed.wish());
                assertThat(synced()).isEqualTo("False/ReplaceRequired");
                assertThat(kernel.message(OBJECT, Conditions.STALLED)).contains(changed.path());
                assertThat(kernel.mutations()).as("changes").isEqualTo(before);
                wish(specimen.wanted());
                isAsWanted(specimen.wanted());
            });
        }
    }

    void imported() {
        var name = byHand();
        apply();
        kernel.objects.annotate(OBJECT, Sluice.EXTERNAL_NAME, name);
        kernel.objects.policies(OBJECT, "Observe");
        kernel.settle(OBJECT);
        assertThat(synced()).isEqualTo("True/ReconcileSuccess");
        assertThat(kernel.status(OBJECT).externalName()).isEqualTo(name);
        assertThat(kernel.status(OBJECT).atProvider()).isNotNull();
        kernel.objects.delete(OBJECT);
        kernel.settle(OBJECT);
        assertThat(kernel.objects.exists(OBJECT)).as("the object").isFalse();
        assertThat(read(name, specimen.wanted())).as("what was only looked at").isPresent();
        assertThat(kernel.mutations()).as("changes by looking").isZero();

        apply();
        kernel.objects.annotate(OBJECT, Sluice.EXTERNAL_NAME, name);
        kernel.settle(OBJECT);
        assertThat(synced()).as("not asked to adopt").isEqualTo("False/AlreadyExists");
        kernel.objects.adoption(OBJECT, "Adopt", Map.of());
        kernel.settle(OBJECT);
        isAsWanted(specimen.wanted());
        assertThat(kernel.events("Adopted")).hasSize(1);
        assertThat(kernel.adapter.created).as("creations").isZero();
    }

    void orphaned() {
        made();
        var name = name();
        kernel.objects.policies(OBJECT, "Observe", "Create", "Update");
        kernel.settle(OBJECT);
        delete();
        assertThat(read(name, specimen.wanted()).filter(o -> o.state() != Observed.State.DELETING))
                .as("in the cloud")
                .isPresent();
        assertThat(kernel.events("Orphaned")).hasSize(1);
        tidy(name);
    }

    void deleted() {
        made();
        var name = name();
        delete();
        isGone(name);
        assertThat(kernel.adapter.deleted).as("deletions").isEqualTo(1);
    }

    /** What AWS keeps for some days after its deletion is not made again beside it. */
    void recreated() {
        made();
        remove(name());
        var kept = read(name(), specimen.wanted()).isPresent();
        kernel.objects.annotate(OBJECT, Sluice.RECONCILE_REQUESTED_AT, "gone");
        kernel.passes(java.time.Duration.ofMinutes(1));
        kernel.settle(OBJECT);
        if (kept) {
            assertThat(synced()).isEqualTo("False/PendingDeletion");
            assertThat(kernel.adapter.created).as("creations").isEqualTo(1);
        } else {
            isAsWanted(specimen.wanted());
            assertThat(kernel.adapter.created).as("creations").isEqualTo(2);
        }
    }

    void throttled() {
        faulty(Fault.throttled(), "False/Throttled");
    }

    void denied() {
        faulty(Fault.denied(), "False/CloudDenied");
    }

    /** While it lasts nothing is made; then all goes on by itself. */
    private void faulty(Fault fault, String condition) {
        apply();
        during(fault, () -> {
            kernel.settleFor(OBJECT, 2);
            assertThat(synced()).isEqualTo(condition);
        });
        assertThat(kernel.adapter.created).as("creations").isZero();
        kernel.settle(OBJECT);
        isAsWanted(specimen.wanted());
        assertThat(kernel.adapter.created).as("creations").isEqualTo(1);
    }

    void deleted_in_spite_of_throttling_denial_and_crash() {
        made();
        var name = name();
        kernel.objects.delete(OBJECT);
        Map.of(Fault.throttled(), "False/Throttled", Fault.denied(), "False/CloudDenied")
                .forEach((fault, condition) -> during(fault, () -> {
                    kernel.settleFor(OBJECT, 2);
                    assertThat(synced()).isEqualTo(condition);
                    assertThat(kernel.objects.exists(OBJECT)).as("the object").isTrue();
                }));
        crash("after delete");
        kernel.settle(OBJECT);
        assertThat(kernel.objects.exists(OBJECT)).as("the object").isFalse();
        isGone(name);
    }

    void deleted_by_somebody_before_us() {
        made();
        remove(name());
        delete();
    }

    /** Another account would be asked in vain, and the resource left behind with nobody to look after it. */
    void not_left_behind_in_another_account() {
        made();
        var before = kernel.mutations();
        kernel.objects.edit(OBJECT, spec -> spec.putObject("providerConfigRef").put("name", ANOTHER_ACCOUNT));
        kernel.settle(OBJECT);
        assertThat(synced()).isEqualTo("False/LocationChanged");
        assertThat(kernel.condition(OBJECT, Conditions.STALLED)).isEqualTo("True/LocationChanged");
        assertThat(kernel.mutations()).as("changes").isEqualTo(before);
        kernel.objects.edit(OBJECT, spec -> spec.remove("providerConfigRef"));
        kernel.settle(OBJECT);
        isAsWanted(specimen.wanted());
    }

    void not_found() {
        apply();
        kernel.objects.policies(OBJECT, "Observe", "Update", "Delete");
        kernel.settleFor(OBJECT, 2);
        assertThat(synced()).isEqualTo("False/NotFound");
        assertThat(kernel.mutations()).as("changes").isZero();
        kernel.objects.policies(OBJECT, "*");
        kernel.settle(OBJECT);
        isAsWanted(specimen.wanted());
    }

    void crash() {
        apply();
        crash("before create");
        crash("after create");
        kernel.settle(OBJECT);
        isAsWanted(specimen.wanted());
        assertThat(kernel.adapter.created).as("creations").isEqualTo(1);
        if (kind.identity() == Kind.Identity.TAGGED) {
            assertThat(kind.adapter().find(target("", specimen.wanted(), owner()), Tags.ofOwner(owner())))
                    .as("resources of this object")
                    .containsExactly(name());
        }

        for (var changed : specimen.changes().values().stream().limit(1).toList()) {
            kernel.objects.edit(OBJECT, spec -> spec.set("forProvider", json(changed)));
            crash("after update");
            kernel.settle(OBJECT);
            isAsWanted(changed);
        }
    }

    /** Takes out of the cloud what is left. */
    void close() {
        proxy.heal();
        kernel.crashes.disarm();
        if (kernel.objects.exists(OBJECT) && !name().isEmpty()) {
            tidy(name());
        }
    }

    private void tidy(String name) {
        try {
            remove(name);
        } catch (CloudException e) {
            // The emulator lets not everything go; it ends with these tests.
        }
    }

    private void crash(String where) {
        kernel.crashes.at(where);
        try {
            kernel.settle(OBJECT);
        } catch (Crashes.Crash crash) {
            assertThat(crash).hasMessage(where);
            kernel.restart();
            return;
        }
        throw new AssertionError("nobody came " + where);
    }

    private void during(Fault fault, Runnable what) {
        proxy.inject(fault.when(call -> !call.service().equals("sts")));
        what.run();
        proxy.heal();
    }

    private void made() {
        apply();
        kernel.settle(OBJECT);
        isAsWanted(specimen.wanted());
    }

    private void apply() {
        kernel.objects.apply(OBJECT, json(specimen.wanted()));
        if (kind.identity() == Kind.Identity.DETERMINISTIC) {
            kernel.objects.annotate(OBJECT, Sluice.EXTERNAL_NAME, specimen.name());
        }
    }

    private void wish(P wanted) {
        wishJson(json(wanted));
    }

    private void wishJson(ObjectNode wanted) {
        kernel.objects.edit(OBJECT, spec -> spec.set("forProvider", wanted));
        kernel.settle(OBJECT);
    }

    private void delete() {
        kernel.objects.delete(OBJECT);
        kernel.settle(OBJECT);
        assertThat(kernel.objects.exists(OBJECT)).as("the object").isFalse();
    }

    private void isAsWanted(P wanted) {
        assertThat(synced()).as(() -> kernel.message(OBJECT, Conditions.SYNCED)).isEqualTo("True/ReconcileSuccess");
        assertThat(kernel.condition(OBJECT, Conditions.READY)).isEqualTo("True/Available");
        var observed = present(wanted);
        assertThat(Diff.between(json(observed.parameters()), json(wanted), rules))
                .as("differences")
                .isEmpty();
        assertThat(observed.ownerUid()).isEqualTo(kind.adapter().carriesOwnerTag() ? owner() : null);
    }

    private void isGone(String name) {
        assertThat(read(name, specimen.wanted()).filter(o -> o.state() != Observed.State.PENDING_DELETION))
                .as("in the cloud")
                .isEmpty();
    }

    /** Somebody makes the resource without us. */
    private String byHand() {
        var name = kind.adapter().create(target(specimen.name(), specimen.wanted(), BY_HAND));
        bring(name, specimen.wanted(), BY_HAND);
        return name;
    }

    /**
     * Somebody changes the resource without us, by whatever calls that takes.
     *
     * @return false where there was nothing to change
     */
    private boolean bring(String name, P wanted, String owner) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            var observed = read(name, wanted).orElseThrow();
            var diff = Diff.between(json(observed.parameters()), json(wanted), rules);
            if (diff.isEmpty()) {
                return round > 0;
            }
            kind.adapter().update(target(name, wanted, owner), observed, diff);
        }
        return true;
    }

    /** Somebody deletes the resource without us. */
    private void remove(String name) {
        kind.adapter().delete(target(name, specimen.wanted(), owner()));
    }

    private Observed<P, O> present(P wanted) {
        return read(name(), wanted).orElseThrow(() -> new AssertionError("not in the cloud: " + name()));
    }

    private Optional<Observed<P, O>> read(String name, P wanted) {
        return kind.adapter().read(target(name, wanted, owner()));
    }

    private Target<P, AwsSession> target(String name, P wanted, String owner) {
        return new Target<>(direct, kind.adapter().region(wanted, direct), name, wanted, owner);
    }

    private String owner() {
        return kernel.objects
                .get(OBJECT)
                .map(object -> object.getMetadata().getUid())
                .orElse("nobody");
    }

    private String name() {
        var name = kernel.externalName(OBJECT);
        return name == null ? "" : name;
    }

    private String synced() {
        return kernel.condition(OBJECT, Conditions.SYNCED);
    }

    private record Replacement(String path, ObjectNode wish) {}

    /** The wish with one thing changed that cannot be changed, for each of them. */
    private List<Replacement> replacements() {
        var wanted = json(specimen.wanted());
        var found = new ArrayList<Replacement>();
        others(wanted, other -> {
            var copy = wanted.deepCopy();
            other.accept(copy);
            Diff.between(wanted, copy, rules).stream()
                    .filter(FieldChange::needsReplacement)
                    .findFirst()
                    .ifPresent(field -> found.add(new Replacement(field.path(), copy)));
        });
        return found;
    }

    /** One edit for each field of the first level: another value of the same type. */
    private static void others(ObjectNode wanted, Consumer<Consumer<ObjectNode>> edits) {
        wanted.properties().forEach(field -> edits.accept(copy -> copy.set(field.getKey(), another(field.getValue()))));
    }

    private static JsonNode another(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                var copy = object.deepCopy();
                object.properties().stream().limit(1).forEach(f -> copy.set(f.getKey(), another(f.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                var copy = array.deepCopy();
                if (!copy.isEmpty()) {
                    copy.set(0, another(copy.get(0)));
                }
                yield copy;
            }
            default ->
                value.isBoolean()
                        ? ManagedControllers.JSON.getNodeFactory().booleanNode(!value.booleanValue())
                        : value.isNumber()
                                ? ManagedControllers.JSON.getNodeFactory().numberNode(value.intValue() + 1)
                                : ManagedControllers.JSON.getNodeFactory().textNode(value.asText() + "x");
        };
    }

    private static ObjectNode json(Record parameters) {
        var json = Json.copy(parameters);
        var empty = json.properties().stream()
                .filter(field -> field.getValue().isNull())
                .map(Map.Entry::getKey)
                .toList();
        json.remove(empty);
        return json;
    }

    private static List<String> paths(List<FieldChange> fields) {
        return fields.stream().map(FieldChange::path).toList();
    }

    private static boolean isSecret(FieldChange field) {
        return Stream.of(field.before(), field.after())
                .anyMatch(value -> value != null && FieldChange.REDACTED.equals(value.asText()));
    }

    private static void named(String what, Runnable step) {
        try {
            step.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(what + ": " + e.getMessage(), e);
        }
    }
}
