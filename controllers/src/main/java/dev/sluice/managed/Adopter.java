package dev.sluice.managed;

import dev.sluice.api.Sluice;
import dev.sluice.api.managed.AdoptionPolicy;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code spec.adoption} asks for: which resource that exists already is to become the object's own. */
final class Adopter<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private final Adapter<P, O, S> adapter;
    private final CloudCalls calls;

    Adopter(Adapter<P, O, S> adapter, CloudCalls calls) {
        this.adapter = adapter;
        this.calls = calls;
    }

    static boolean isAsked(Facts<?, ?, ?, ?> facts) {
        return facts.object.getSpec().adoptionPolicy() != AdoptionPolicy.Never
                && !facts.onlyObserves()
                && !facts.object.isMarkedForDeletion();
    }

    /** Why it cannot be known which resource is meant; null where it can. */
    static @Nullable Outcome unclear(Facts<?, ?, ?, ?> facts) {
        if (!isAsked(facts)) {
            return null;
        }
        var tags = facts.object.getSpec().adoptionTags();
        if (!tags.isEmpty() && facts.identity != Kind.Identity.TAGGED) {
            return new Outcome.Refused(
                    "AdoptionInvalid",
                    "spec.adoption.tags: a %s is known by its name. Leave the tags out, and name the resource with the annotation %s."
                            .formatted(facts.object.getKind(), Sluice.EXTERNAL_NAME));
        }
        if (tags.isEmpty() && facts.externalName().isEmpty() && !facts.unanswered()) {
            return new Outcome.Refused(
                    "AdoptionInvalid",
                    "spec.adoption does not say which %s is meant: name it with the annotation %s%s."
                            .formatted(
                                    facts.object.getKind(),
                                    Sluice.EXTERNAL_NAME,
                                    facts.identity == Kind.Identity.TAGGED ? ", or give spec.adoption.tags" : ""));
        }
        return null;
    }

    /**
     * Looks for the resource by the tags that say which is meant. Nothing is written down: it is not ours yet.
     *
     * @return true where there is exactly one; the target names it
     */
    boolean find(Facts<P, O, R, S> facts) {
        var tags = facts.object.getSpec().adoptionTags();
        if (!isAsked(facts) || tags.isEmpty() || !facts.externalName().isEmpty()) {
            return false;
        }
        var names = calls.call(facts.target(), () -> adapter.find(facts.target(), tags));
        if (names.size() > 1) {
            facts.candidates = names;
        } else if (names.size() == 1) {
            facts.candidate = names.getFirst();
            facts.target = facts.target().named(names.getFirst());
            return true;
        }
        return false;
    }

    /** What was found by its tags has gone meanwhile. */
    void forget(Facts<P, O, R, S> facts) {
        facts.candidate = null;
        facts.target = facts.target().named("");
    }

    /** Several carry the tags. */
    static Outcome several(Facts<?, ?, ?, ?> facts) {
        return new Outcome.Refused(
                "SeveralFound",
                "%s all have the tags of spec.adoption. Give tags that only one of them has, or set the annotation %s to the one that is meant."
                        .formatted(String.join(", ", facts.candidates), Sluice.EXTERNAL_NAME));
    }

    /** Nothing is there; null where it may be created. */
    static @Nullable Outcome nothing(Facts<?, ?, ?, ?> facts, Duration again) {
        if (facts.object.getSpec().adoptionPolicy() != AdoptionPolicy.Adopt) {
            return null;
        }
        var tags = facts.object.getSpec().adoptionTags();
        var which = tags.isEmpty() || !facts.externalName().isEmpty()
                ? facts.display()
                : "A %s with the tags %s"
                        .formatted(
                                facts.object.getKind(),
                                tags.entrySet().stream()
                                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
        return new Outcome.Waiting(
                "NothingToAdopt",
                "%s does not exist, and spec.adoption.policy is Adopt: nothing is created. AdoptOrCreate would create it."
                        .formatted(which),
                again);
    }

    /** True where the adoption is on record and its update is still to be made: the process was killed in between. */
    static boolean isUnfinished(Facts<?, ?, ?, ?> facts) {
        return facts.object.annotation(Sluice.ADOPTED) != null
                && (facts.previous == null || !facts.externalName().equals(facts.previous.externalName()));
    }
}
