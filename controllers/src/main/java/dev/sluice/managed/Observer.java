package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Phase two: what the cloud holds, whose it is, and whether it takes orders. */
final class Observer<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(10);

    private final Adapter<P, O, S> adapter;
    private final CloudCalls calls;
    private final Objects<P, O, R> objects;
    private final Claims<P, O, R, S> claims;
    private final Adopter<P, O, R, S> adopter;
    private final Shared shared;
    private final @Nullable BatchReader<P, O, S> batches;
    private final @Nullable Polls<P, O, S> polls;

    Observer(
            Adapter<P, O, S> adapter,
            CloudCalls calls,
            Objects<P, O, R> objects,
            Claims<P, O, R, S> claims,
            Adopter<P, O, R, S> adopter,
            Shared shared) {
        this.adapter = adapter;
        this.calls = calls;
        this.objects = objects;
        this.claims = claims;
        this.adopter = adopter;
        this.shared = shared;
        this.batches = adapter.batches().orElse(null);
        this.polls = batches == null ? null : new Polls<>(batches, calls, shared.clock());
    }

    /** The polls of this kind; empty where the API describes one resource at a time. */
    Optional<Polls<P, O, S>> polls() {
        return Optional.ofNullable(polls);
    }

    /**
     * Looks at a resource that has nothing to do together with others. What is seen is good for finding all as wanted,
     * and for nothing else.
     *
     * @return false where it has to be looked at by itself
     */
    boolean glance(Facts<P, O, R, S> facts) {
        if (polls == null || batches == null) {
            return false;
        }
        var ready = polls.take(facts.uid());
        if (!facts.settled()) {
            return false;
        }
        var answer = ready != null ? ready : polls.ask(facts.target());
        if (answer == null) {
            return false;
        }
        var batch = answer.batch();
        see(
                facts,
                batches.describesAll()
                        ? batch.observed(facts.target())
                        : calls.call(facts.target(), () -> batch.observed(facts.target())));
        facts.observedAt = answer.begunAt();
        return facts.observed != null;
    }

    void observe(Facts<P, O, R, S> facts) {
        var found = named(facts);
        if (found.isEmpty() && facts.identity == Kind.Identity.TAGGED && !facts.created) {
            found = find(facts) ? named(facts) : candidate(facts);
        }
        see(facts, found);
    }

    void see(Facts<P, O, R, S> facts, Optional<Observed<P, O>> found) {
        facts.observedAt = shared.clock().instant();
        facts.observed = found.orElse(null);
        facts.observedJson = found.<JsonNode>map(o -> shared.json().valueToTree(o.parameters()))
                .orElse(null);
    }

    private Optional<Observed<P, O>> named(Facts<P, O, R, S> facts) {
        return facts.target().externalName().isEmpty() ? Optional.empty() : read(facts.target());
    }

    /**
     * Looks for what an earlier call may have created without our hearing of its name.
     *
     * @return true where it has another name than we knew
     */
    private boolean find(Facts<P, O, R, S> facts) {
        var names =
                calls.call(facts.target(), () -> adapter.find(facts.target(), Map.of(Sluice.OWNER_TAG, facts.uid())));
        facts.several = names.size() > 1 ? names : List.of();
        // A tag may outlive its resource a little: the one that was just seen to be gone is not meant.
        if (names.size() != 1 || names.getFirst().equals(facts.target().externalName())) {
            return false;
        }
        claims.named(facts, names.getFirst());
        return true;
    }

    /** What is to be adopted. Our own resource, of which we have not heard yet, comes before it. */
    private Optional<Observed<P, O>> candidate(Facts<P, O, R, S> facts) {
        if (!facts.several.isEmpty() || mayBeHidden(facts) || !adopter.find(facts)) {
            return Optional.empty();
        }
        var found = named(facts);
        if (found.isEmpty()) {
            adopter.forget(facts);
        } else if (facts.uid().equals(found.get().ownerUid())) {
            claims.named(facts, facts.target().externalName());
            facts.candidate = null;
        }
        return found;
    }

    /** Why nothing may be done with what was observed; null where something may. */
    @Nullable
    Outcome obstacle(Facts<P, O, R, S> facts) {
        var uncertain = uncertain(facts);
        if (uncertain != null) {
            return uncertain;
        }
        if (facts.observed != null && facts.observed.state() == Observed.State.PENDING_DELETION) {
            // Whoever it belonged to, it holds the name until it is gone.
            return busy(facts);
        }
        var foreign = foreign(facts);
        return foreign != null ? foreign : busy(facts);
    }

    /** Why it cannot be said yet what there is. */
    @Nullable
    Outcome uncertain(Facts<P, O, R, S> facts) {
        if (!facts.several.isEmpty()) {
            return new Outcome.Refused(
                    "SeveralFound",
                    "%s all carry this object's tag. Delete all but one, or set the annotation %s to the one that is meant."
                            .formatted(String.join(", ", facts.several), Sluice.EXTERNAL_NAME));
        }
        if (!facts.candidates.isEmpty()) {
            return Adopter.several(facts);
        }
        if (facts.identity == Kind.Identity.BLIND && facts.observed == null && facts.unanswered() && !facts.created) {
            return new Outcome.Refused(
                    "CreateOutcomeUnknown",
                    "A call to create %s was begun, and the cloud offers no way to find out what became of it. Look there; if it exists, set the annotation %s to its name, else remove the annotation %s."
                            .formatted(facts.display(), Sluice.EXTERNAL_NAME, Sluice.CREATE_INTENT));
        }
        if (mayStillAppear(facts)) {
            return new Outcome.Progressing(
                    "A call to create %s was begun; the cloud may not show it yet.".formatted(facts.display()));
        }
        return null;
    }

    /**
     * Where the cloud chooses names, a resource is shown a little after it was created, by its tag and by its name:
     * until then, creating again could make a second one.
     */
    private boolean mayStillAppear(Facts<P, O, R, S> facts) {
        return facts.observed == null && !facts.created && facts.identity == Kind.Identity.TAGGED && mayBeHidden(facts);
    }

    private boolean mayBeHidden(Facts<P, O, R, S> facts) {
        return mayBeHidden(facts, shared.clock().instant());
    }

    static boolean mayBeHidden(Facts<?, ?, ?, ?> facts, Instant now) {
        var intended = facts.intendedAt();
        return intended != null && now.isBefore(intended.plus(SHOWN_WITHIN));
    }

    private Optional<Observed<P, O>> read(Target<P, S> target) {
        return calls.call(target, () -> adapter.read(target));
    }

    /** A resource that exists and is not ours is not changed; one that is nobody's is adopted where that is asked for. */
    private @Nullable Outcome foreign(Facts<P, O, R, S> facts) {
        var observed = facts.observed;
        facts.adopting = false;
        if (observed == null || facts.ours()) {
            return null;
        }
        if (observed.ownerUid() == null) {
            // What we hold of the object may be older than our own intent: ask before saying so.
            facts.object = objects.reread(facts.object);
            if (facts.externalName().equals(facts.candidate)) {
                facts.candidate = null;
            }
            if (facts.ours()) {
                return null;
            }
            if (Adopter.isAsked(facts)) {
                facts.adopting = true;
                return null;
            }
        }
        var advice =
                "Choose another name with the annotation %s, or take it over: set spec.adoption.policy to Adopt, with spec.approval Manual to see the plan first."
                        .formatted(Sluice.EXTERNAL_NAME);
        return observed.ownerUid() == null
                ? new Outcome.Refused(
                        "AlreadyExists",
                        "%s exists and was not created by this object. %s".formatted(facts.display(), advice))
                : new Outcome.Refused(
                        "NotOwned",
                        "%s belongs to the object with UID %s%s. Choose another name with the annotation %s."
                                .formatted(
                                        facts.display(),
                                        observed.ownerUid(),
                                        Adopter.isAsked(facts)
                                                ? " and is not adopted; if that object is gone for good, remove the tag %s from the resource"
                                                        .formatted(Sluice.OWNER_TAG)
                                                : "",
                                        Sluice.EXTERNAL_NAME));
    }

    /** While the cloud is at work on a resource it takes no further orders. */
    private static @Nullable Outcome busy(Facts<?, ?, ?, ?> facts) {
        var observed = facts.observed;
        if (observed == null) {
            return facts.created
                    ? new Outcome.Progressing(
                            "%s is created; the cloud does not show it yet.".formatted(facts.display()))
                    : null;
        }
        return switch (observed.state()) {
            case AVAILABLE -> null;
            case CREATING, UPDATING ->
                new Outcome.Progressing("%s is %s in the cloud.".formatted(facts.display(), observed.stateMessage()));
            case DELETING ->
                new Outcome.Progressing("%s is being deleted in the cloud; it is created again when it is gone."
                        .formatted(facts.display()));
            case PENDING_DELETION ->
                new Outcome.Refused(
                        "PendingDeletion",
                        "%s was deleted and is %s. Restore it there, or wait until it is gone: it is created again then."
                                .formatted(facts.display(), observed.stateMessage()));
            case FAILED ->
                new Outcome.Refused(
                        "ExternalResourceFailed",
                        "The cloud says of %s: %s. See there what is wrong with it."
                                .formatted(facts.display(), observed.stateMessage()));
        };
    }
}
