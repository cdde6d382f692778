package dev.sluice.managed;

import dev.sluice.api.Operation;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.protection.Protection;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Session;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Phases two to five for an object that is to go: nothing protects it, nobody refers to it, policy admits it, the cloud has deleted it. */
final class Deletion<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    /** The reason of an object that is kept by a Usage. */
    static final String PROTECTED = "Protected";

    private static final Duration RARELY = Duration.ofMinutes(2);
    private static final Duration SHORTLY = Duration.ofSeconds(1);

    private final Observer<P, O, R, S> observer;
    private final Planner planner;
    private final CloudActor<P, O, S> actor;
    private final CloudCalls calls;
    private final Claims<P, O, R, S> claims;
    private final Judge<P, O, R, S> judge;
    private final Shared shared;

    Deletion(
            Observer<P, O, R, S> observer,
            Planner planner,
            CloudActor<P, O, S> actor,
            CloudCalls calls,
            Claims<P, O, R, S> claims,
            Judge<P, O, R, S> judge,
            Shared shared) {
        this.observer = observer;
        this.planner = planner;
        this.actor = actor;
        this.calls = calls;
        this.claims = claims;
        this.judge = judge;
        this.shared = shared;
    }

    Outcome run(Facts<P, O, R, S> facts) {
        observer.observe(facts);
        var obstacle = observer.uncertain(facts);
        if (obstacle != null) {
            return obstacle;
        }
        var settled = settled(facts);
        if (settled != null) {
            return settled;
        }
        facts.plan = planner.delete(java.util.Objects.requireNonNull(facts.observedJson));
        var held = held(facts);
        if (held != null) {
            return held;
        }
        var outcome = judge.decided(facts, Operation.DELETE, admitted -> {
            calls.call(facts.target(), () -> {
                actor.delete(admitted, facts.target());
                return facts;
            });
            return null;
        });
        if (outcome != null) {
            return outcome;
        }
        observer.observe(facts);
        return isGone(facts)
                ? claims.release(facts, "Deleted", "Deleted %s.".formatted(facts.display()))
                : new Outcome.Deleting("%s is being deleted in the cloud.".formatted(facts.display()));
    }

    /** Nothing to delete, nothing of ours, or under way already; null where it is ours and stands. */
    private @Nullable Outcome settled(Facts<P, O, R, S> facts) {
        if (facts.observed == null) {
            return claims.release(facts, "Deleted", "%s is gone.".formatted(facts.display()));
        }
        var observed = facts.observed();
        var name = facts.target().externalName();
        var claimed = name.equals(facts.claimedName()) || (name.equals(facts.externalName()) && facts.known());
        if (!facts.tagged() && (observed.ownerUid() != null || !claimed)) {
            return claims.release(
                    facts, "NotOwned", "%s stays: it was not created by this object.".formatted(facts.display()));
        }
        return switch (observed.state()) {
            case DELETING -> new Outcome.Deleting("%s is being deleted in the cloud.".formatted(facts.display()));
            case PENDING_DELETION ->
                claims.release(facts, "Deleted", "%s is %s.".formatted(facts.display(), observed.stateMessage()));
            case AVAILABLE, CREATING, UPDATING, FAILED -> null;
        };
    }

    private boolean isGone(Facts<P, O, R, S> facts) {
        return facts.observed == null || facts.observed.state() == Observed.State.PENDING_DELETION;
    }

    private @Nullable Outcome held(Facts<P, O, R, S> facts) {
        var target = ReferenceIndex.Key.of(facts.object);
        var labels = facts.object.getMetadata().getLabels();
        var objection = shared.protection()
                .objection(new Protection.Subject(
                        target.group(),
                        target.kind(),
                        target.namespace(),
                        target.name(),
                        labels == null ? Map.of() : labels));
        if (objection.isPresent()) {
            return new Outcome.Waiting(
                    PROTECTED, objection.get().message(), objection.get().known() ? RARELY : SHORTLY);
        }
        if (!shared.references().isComplete()) {
            return new Outcome.Waiting(
                    "ReferencesNotRead", "Sluice has just started and reads what refers to what.", SHORTLY);
        }
        var holders = shared.references().holders(target);
        return holders.isEmpty()
                ? null
                : new Outcome.Waiting(
                        "InUse",
                        "%s is deleted once nothing refers to it any more; that is still %s."
                                .formatted(
                                        facts.display(),
                                        Holders.display(
                                                target,
                                                holders,
                                                shared.references().grants())),
                        RARELY);
    }
}
