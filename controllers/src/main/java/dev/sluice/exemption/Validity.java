package dev.sluice.exemption;

import dev.sluice.api.PolicyExemption;
import dev.sluice.api.Provenance;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether an exemption is one at all, whatever the API server has let pass. */
final class Validity {
    static final Duration LONGEST = Duration.ofDays(366);
    private static final Set<String> OPERATORS = Set.of("In", "NotIn", "Exists", "DoesNotExist");
    private static final Pattern AUTHOR = Pattern.compile("(.*)<([^<>]*)>\\s*");

    private Validity() {}

    /** Why nothing is exempt by it; empty where something is, until {@link #expires}. */
    static Optional<String> objection(PolicyExemption exemption) {
        var spec = exemption.getSpec();
        var created = exemption.getMetadata().getCreationTimestamp();
        Instant expires;
        try {
            expires = expires(spec);
        } catch (DateTimeException e) {
            return Optional.of("spec.expires is no time as in RFC 3339, for example 2026-12-31T00:00:00Z");
        }
        if (created != null && expires.isAfter(Instant.parse(created).plus(LONGEST))) {
            return Optional.of(
                    "spec.expires is more than %d days after its creation; ask again then".formatted(LONGEST.toDays()));
        }
        if (spec.requestedBy().strip().equalsIgnoreCase(spec.approvedBy().strip())) {
            return Optional.of("spec.requestedBy and spec.approvedBy are the same; somebody else has to approve");
        }
        if (spec.match() == null && spec.planHash() == null) {
            return Optional.of("spec has neither match nor planHash");
        }
        var author = Provenance.of(exemption).map(Provenance::author).orElse(null);
        return byItsAuthor(author, spec.approvedBy()).or(() -> unknownOperator(spec));
    }

    static Instant expires(PolicyExemption.Spec spec) {
        return OffsetDateTime.parse(spec.expires()).toInstant();
    }

    /** Whoever writes a commit cannot be the one who approves what is in it. */
    static Optional<String> byItsAuthor(@Nullable String author, String approver) {
        return author != null && isSame(author, approver)
                ? Optional.of(
                        "spec.approvedBy (%s) is the author of the commit that it comes from (%s); somebody else has to approve"
                                .formatted(approver, author))
                : Optional.empty();
    }

    /** By the whole, the name or the address of {@code name <address>}. */
    private static boolean isSame(String author, String approver) {
        var parts = AUTHOR.matcher(author);
        var wanted = folded(approver);
        return folded(author).equals(wanted)
                || (parts.matches()
                        && (folded(parts.group(1)).equals(wanted)
                                || folded(parts.group(2)).equals(wanted)));
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** Where policies match all the more by what is not understood, an exemption must not. */
    private static Optional<String> unknownOperator(PolicyExemption.Spec spec) {
        var selector = spec.match() == null ? null : spec.match().labelSelector();
        if (selector == null || selector.getMatchExpressions() == null) {
            return Optional.empty();
        }
        return selector.getMatchExpressions().stream()
                .filter(e -> e.getOperator() == null || !OPERATORS.contains(e.getOperator()))
                .findFirst()
                .map(e -> "spec.match.labelSelector has the operator %s; write In, NotIn, Exists or DoesNotExist"
                        .formatted(e.getOperator()));
    }
}
