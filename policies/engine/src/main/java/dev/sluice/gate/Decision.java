package dev.sluice.gate;

import dev.sluice.api.Violation;
import java.time.Instant;
import java.util.List;

/** What policy says of a {@link Change}. */
public sealed interface Decision {

    /** Identifies the decision in logs, Events and the API server's audit annotations. */
    String id();

    Change change();

    /** Digest of the policy set that decided; {@code none} while no policy set is loaded. */
    String policySet();

    /** Objections that do not reject: of policies with action {@code warn}, and of {@code warn} rules. */
    List<Violation> warnings();

    /** Objections of policies with action {@code dryrun}: recorded, shown nowhere else. */
    List<Violation> dryRuns();

    /** Objections that would have rejected, were it not for an exemption. */
    List<Exempted> exempted();

    Instant at();

    /**
     * @param violation what the policy objects to
     * @param exemption name of the exemption that covers it
     */
    record Exempted(Violation violation, String exemption) {}

    /**
     * Permission to carry out exactly {@link #change()}. Whatever acts takes this as its argument, and only
     * {@link Gate} makes one, so code that acts without asking does not compile.
     */
    final class Admitted implements Decision {
        private final Basis basis;

        Admitted(Basis basis) {
            this.basis = basis;
        }

        @Override
        public String id() {
            return basis.id();
        }

        @Override
        public Change change() {
            return basis.change();
        }

        @Override
        public String policySet() {
            return basis.policySet();
        }

        @Override
        public List<Violation> warnings() {
            return basis.warnings();
        }

        @Override
        public List<Violation> dryRuns() {
            return basis.dryRuns();
        }

        @Override
        public List<Exempted> exempted() {
            return basis.exempted();
        }

        @Override
        public Instant at() {
            return basis.at();
        }
    }

    /**
     * The change must not be carried out.
     *
     * @param violations why, at least one; a gate that could not decide says so here
     */
    record Rejected(
            String id,
            Change change,
            String policySet,
            List<Violation> violations,
            List<Violation> warnings,
            List<Violation> dryRuns,
            List<Exempted> exempted,
            Instant at)
            implements Decision {

        public Rejected {
            violations = List.copyOf(violations);
            warnings = List.copyOf(warnings);
            dryRuns = List.copyOf(dryRuns);
            exempted = List.copyOf(exempted);
            if (violations.isEmpty()) {
                throw new IllegalArgumentException("a rejection without a violation explains nothing");
            }
        }

        /** All violations on one line each, as {@code [policy] message}. */
        public String message() {
            return violations.stream()
                    .map(v -> "[" + v.policy() + "] " + v.message())
                    .collect(java.util.stream.Collectors.joining("; "));
        }
    }

    /** What an admission rests on. */
    record Basis(
            String id,
            Change change,
            String policySet,
            List<Violation> warnings,
            List<Violation> dryRuns,
            List<Exempted> exempted,
            Instant at) {
        public Basis {
            warnings = List.copyOf(warnings);
            dryRuns = List.copyOf(dryRuns);
            exempted = List.copyOf(exempted);
        }
    }
}
