package dev.sluice.gate;

import dev.sluice.api.Violation;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The policies in force at one moment. Immutable; a new revision is a new set. */
public interface PolicySet {
    /** How the message begins of a violation that says that a policy could not say anything. */
    String NOT_EVALUATED = "this policy could not be evaluated: ";

    /** Digest over every policy's revision; equal digests decide equally. */
    String digest();

    /**
     * What the policies that match say of the change.
     *
     * @throws RuntimeException when it cannot be said; the gate then rejects
     */
    Judgement judge(Change change);

    /** Digest of a policy's revision in this set; null where it has none. */
    default @Nullable String revision(String policy) {
        return null;
    }

    /** A set that objects to nothing: a cluster in which no Policy exists. */
    static PolicySet empty() {
        return new PolicySet() {
            @Override
            public String digest() {
                return "empty";
            }

            @Override
            public Judgement judge(Change change) {
                return Judgement.NOTHING;
            }
        };
    }

    /**
     * Objections by what they do: reject, warn, or only be recorded.
     *
     * @param absolute those of the violations from which nothing exempts, because a policy could not be evaluated: nobody
     *     knows what it would have said
     */
    record Judgement(
            List<Violation> violations, List<Violation> warnings, List<Violation> dryRuns, Set<Violation> absolute) {
        public static final Judgement NOTHING = new Judgement(List.of(), List.of(), List.of());

        public Judgement(List<Violation> violations, List<Violation> warnings, List<Violation> dryRuns) {
            this(violations, warnings, dryRuns, Set.of());
        }

        public Judgement {
            absolute = Set.copyOf(absolute);
            violations = List.copyOf(violations);
            warnings = List.copyOf(warnings);
            dryRuns = List.copyOf(dryRuns);
        }
    }
}
