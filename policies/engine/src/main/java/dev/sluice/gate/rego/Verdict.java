package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy;
import dev.sluice.api.Violation;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.PolicySet.Judgement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What has been said so far, sorted by what it does. */
final class Verdict {
    private static final int MAX_VIOLATIONS = 100;
    private static final int MAX_MESSAGE = 2000;

    private final GatePoint gate;
    private final List<Violation> violations = new ArrayList<>();
    private final List<Violation> warnings = new ArrayList<>();
    private final List<Violation> dryRuns = new ArrayList<>();
    private final Set<Violation> failures = new HashSet<>();

    Verdict(GatePoint gate) {
        this.gate = gate;
    }

    Judgement judgement() {
        return new Judgement(violations, warnings, dryRuns, failures);
    }

    /** A policy that cannot be evaluated rejects whatever its action: nobody knows what it would have said. */
    void failed(PolicyDefinition policy, String why) {
        var failure = violation(policy, PolicySet.NOT_EVALUATED + why, null);
        violations.add(failure);
        failures.add(failure);
    }

    /** @param result what its entry point holds: messages by rule */
    void add(PolicyDefinition policy, JsonNode result) {
        var action = policy.enforcement().at(gate);
        var target = switch (action) {
            case DENY -> violations;
            case WARN -> warnings;
            case DRYRUN -> dryRuns;
            // Silent policies are not asked; one that answers all the same is taken seriously.
            case null -> violations;
        };
        add(policy, "violation", result, target);
        add(policy, "deny", result, target);
        add(policy, "warn", result, action == Policy.Action.DRYRUN ? dryRuns : warnings);
    }

    private void add(PolicyDefinition policy, String rule, JsonNode result, List<Violation> target) {
        var said = result.path(rule);
        if (said.isMissingNode()) {
            return;
        }
        if (!said.isArray()) {
            failed(policy, "its rule %s is not a set".formatted(rule));
            return;
        }
        // WebAssembly tells a set in the order of its hash table.
        var all = new ArrayList<Violation>();
        for (var item : said) {
            var message = item.isTextual() ? item : item.path("msg");
            if (message.isTextual()) {
                all.add(violation(policy, message.textValue(), item.isObject() ? item.get("details") : null));
            } else {
                failed(policy, "its rule %s holds something without a msg".formatted(rule));
                return;
            }
        }
        all.sort(Comparator.comparing(Violation::message));
        target.addAll(all.subList(0, Math.min(all.size(), MAX_VIOLATIONS)));
        if (all.size() > MAX_VIOLATIONS) {
            target.add(violation(policy, "and %d more".formatted(all.size() - MAX_VIOLATIONS), null));
        }
    }

    /** Never inside a character: half of one cannot be written as JSON. */
    private static String cut(String message) {
        return message.length() <= MAX_MESSAGE
                ? message
                : message.substring(
                                0,
                                Character.isHighSurrogate(message.charAt(MAX_MESSAGE - 1))
                                        ? MAX_MESSAGE - 1
                                        : MAX_MESSAGE)
                        + "…";
    }

    private static Violation violation(PolicyDefinition policy, String message, @Nullable JsonNode details) {
        return new Violation(
                policy.name(),
                cut(message),
                policy.severity().name().toLowerCase(Locale.ROOT),
                policy.digest(),
                details == null || (details.isContainerNode() && details.isEmpty()) ? null : details);
    }
}
