package dev.sluice.policy;

import dev.sluice.api.Policy;
import dev.sluice.gate.rego.Checked;
import dev.sluice.kube.Conditions;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a Policy's conditions say: whether it compiles, whether it is in force, and whether it is ready. */
final class PolicyConditions {
    static final String COMPILED = "Compiled";
    private static final String IN_FORCE = "InForce";

    private PolicyConditions() {}

    /**
     * @param checked null where what was said of this revision before a restart still stands
     * @param current whether the latest revision is loaded
     * @param failure why policies could not be loaded together; null when they could
     */
    static void write(
            Conditions conditions,
            @Nullable PolicyVerdict checked,
            Policy.@Nullable InForce inForce,
            boolean current,
            Proof.@Nullable Verdict verdict,
            @Nullable String failure) {
        if (checked != null) {
            describeCompilation(conditions, checked);
        }
        describeForce(conditions, inForce, current, verdict);
        describeReadiness(conditions, checked, inForce, current, verdict, failure);
    }

    private static void describeForce(
            Conditions conditions, Policy.@Nullable InForce inForce, boolean current, Proof.@Nullable Verdict verdict) {
        if (inForce == null || verdict == null) {
            conditions.isFalse(IN_FORCE, "NotLoaded", "No revision of this policy decides anything.");
            return;
        }
        var earlier = current
                ? ""
                : "Revision %s of generation %s is still in force. "
                        .formatted(shortened(inForce.digest()), inForce.generation());
        switch (verdict.state()) {
            case TRUE ->
                conditions.isTrue(
                        IN_FORCE, current ? verdict.reason() : "EarlierRevision", earlier + verdict.message());
            case FALSE -> conditions.isFalse(IN_FORCE, verdict.reason(), earlier + verdict.message());
            case UNKNOWN -> conditions.isUnknown(IN_FORCE, verdict.reason(), earlier + verdict.message());
        }
    }

    private static void describeReadiness(
            Conditions conditions,
            @Nullable PolicyVerdict checked,
            Policy.@Nullable InForce inForce,
            boolean current,
            Proof.@Nullable Verdict verdict,
            @Nullable String failure) {
        if (current && verdict != null) {
            switch (verdict.state()) {
                case TRUE -> conditions.isTrue(Conditions.READY, "InForce", "Compiled and in force.");
                case FALSE -> conditions.isFalse(Conditions.READY, verdict.reason(), verdict.message());
                case UNKNOWN -> conditions.isFalse(Conditions.READY, "Loading", verdict.message());
            }
            conditions.remove(Conditions.STALLED);
        } else if (checked != null && checked.checked() instanceof Checked.Broken) {
            var message = checked.message()
                    + (inForce == null ? " Nothing is in force." : " The revision before stays in force.");
            conditions
                    .isFalse(Conditions.READY, checked.reason(), message)
                    .isTrue(Conditions.STALLED, checked.reason(), message);
        } else {
            conditions
                    .isFalse(
                            Conditions.READY,
                            failure == null ? "Loading" : "LoadFailed",
                            failure == null
                                    ? "Compiled; being loaded."
                                    : "Compiled, but the policies could not be loaded together: " + failure)
                    .remove(Conditions.STALLED);
        }
    }

    private static void describeCompilation(Conditions conditions, PolicyVerdict verdict) {
        switch (verdict.checked()) {
            case Checked.Compiled compiled
            when compiled.warnings().isEmpty() ->
                conditions.isTrue(COMPILED, "Compiled", "The Rego compiles." + elsewhere(compiled));
            case Checked.Compiled compiled ->
                conditions.isTrue(
                        COMPILED,
                        "CompiledWithWarnings",
                        compiled.warnings().stream().map(Object::toString).collect(Collectors.joining("; "))
                                + elsewhere(compiled));
            case Checked.Broken broken -> conditions.isFalse(COMPILED, verdict.reason(), verdict.message());
        }
    }

    private static String elsewhere(Checked.Compiled compiled) {
        return switch (compiled.engine()) {
            case WASM -> "";
            case SERVER ->
                " It runs on an OPA server beside Sluice, for what Sluice itself lacks: %s."
                        .formatted(String.join(", ", compiled.lacking()));
        };
    }

    static boolean same(Policy.@Nullable Status a, Policy.Status b) {
        return a != null
                && Objects.equals(a.observedGeneration(), b.observedGeneration())
                && Objects.equals(a.inForce(), b.inForce())
                && Objects.equals(a.engine(), b.engine())
                && Objects.equals(a.tests(), b.tests())
                && Objects.equals(a.replicas(), b.replicas())
                && Objects.equals(a.probe(), b.probe())
                && essence(a.conditions()).equals(essence(b.conditions()));
    }

    private static Set<List<?>> essence(@Nullable List<Condition> conditions) {
        return conditions == null
                ? Set.of()
                : conditions.stream()
                        .map(c -> List.of(
                                c.getType(), c.getStatus(), c.getReason(), c.getMessage(), c.getObservedGeneration()))
                        .collect(Collectors.toSet());
    }

    private static String shortened(String digest) {
        return digest.length() > 12 ? digest.substring(0, 12) : digest;
    }
}
