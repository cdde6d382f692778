package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.PolicySet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Policies compiled together. Holds nothing but memory: a set that was replaced goes when its last decision ends. */
final class RegoPolicySet implements PolicySet {
    private static final Duration LIMIT = Duration.ofMillis(500);

    /** For all policies of a decision together; below the five seconds that the API server waits. */
    private static final Duration DECISION_LIMIT = Duration.ofSeconds(4);

    /** For reading what is judged, once a decision: keys can be chosen so that a hash table takes forever. */
    private static final Duration READING_LIMIT = Duration.ofSeconds(2);

    private final List<Compiled> policies;

    /** Places of distinct parameters, as JSON. */
    private final Map<String, Integer> parameters = new LinkedHashMap<>();

    private final String digest;
    private final InstancePool pool;
    private final Namespaces namespaces;
    private final InstantSource clock;

    /** A policy with the entry point of its code. */
    record Compiled(PolicyDefinition policy, String entrypoint) {
        String name() {
            return policy.name();
        }

        String parameters() {
            return policy.parametersJson();
        }
    }

    RegoPolicySet(
            List<Compiled> policies, String digest, WasmProgram program, Namespaces namespaces, InstantSource clock) {
        this.policies = List.copyOf(policies);
        policies.forEach(p -> parameters.putIfAbsent(p.parameters(), parameters.size()));
        this.digest = digest;
        this.namespaces = namespaces;
        this.clock = clock;
        var bytes = parameters.keySet().stream()
                .map(json -> json.getBytes(StandardCharsets.UTF_8))
                .toList();
        this.pool = new InstancePool(() -> program.newInstance(bytes));
    }

    @Override
    public String digest() {
        return digest;
    }

    @Override
    public @Nullable String revision(String policy) {
        return policies.stream()
                .filter(p -> p.name().equals(policy))
                .map(p -> p.policy().digest())
                .findFirst()
                .orElse(null);
    }

    @Override
    public Judgement judge(Change change) {
        var judging = policies.stream()
                .filter(p -> p.policy().enforcement().at(change.gate()) != null)
                .filter(p -> p.policy().scope().covers(change, namespaces))
                .toList();
        if (judging.isEmpty()) {
            return Judgement.NOTHING;
        }
        var input = new Input(PolicyInput.review(change), PolicyInput.change(change), clock.instant());
        var verdict = new Verdict(change.gate());
        var deadline = System.nanoTime() + DECISION_LIMIT.toNanos();
        var next = 0;
        while (next < judging.size()) {
            try {
                var from = next;
                next = pool.use(instance -> evaluate(instance, judging, from, input, deadline, verdict));
            } catch (SpoiledException e) {
                next = e.next;
            }
        }
        return verdict.judgement();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Input(byte[] review, byte[] change, Instant now) {}

    /**
     * Evaluates policies in order. One that fails objects by its failure, and spoils the instance; the others go on with
     * a fresh one, so that no policy can hide another's verdict.
     */
    private int evaluate(
            WasmInstance instance, List<Compiled> judging, int from, Input input, long deadline, Verdict verdict) {
        try (var watchdog = new Watchdog()) {
            watchdog.within(READING_LIMIT, () -> {
                instance.begin(input.review(), input.change(), input.now());
                return input;
            });
            for (int i = from; i < judging.size(); i++) {
                var left = Duration.ofNanos(deadline - System.nanoTime());
                if (left.isPositive()) {
                    evaluate(instance, watchdog, judging.get(i), i, left.compareTo(LIMIT) < 0 ? left : LIMIT, verdict);
                } else {
                    verdict.failed(
                            judging.get(i),
                            "all policies together took longer than %d s".formatted(DECISION_LIMIT.toSeconds()));
                }
            }
            return judging.size();
        }
    }

    private void evaluate(
            WasmInstance instance, Watchdog watchdog, Compiled policy, int index, Duration limit, Verdict verdict) {
        try {
            int given = parameters.getOrDefault(policy.parameters(), 0);
            verdict.add(policy, watchdog.within(limit, () -> instance.evaluate(policy.entrypoint(), given)));
        } catch (RuntimeException e) {
            verdict.failed(policy, e.getMessage() == null ? e.toString() : e.getMessage());
            throw new SpoiledException(index + 1);
        } catch (StackOverflowError e) {
            verdict.failed(policy, "it recurses too deeply");
            throw new SpoiledException(index + 1);
        }
    }

    private static final class SpoiledException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int next;

        SpoiledException(int next) {
            super(null, null, false, false);
            this.next = next;
        }
    }

    /** What has been said so far, sorted by what it does. */
    private static final class Verdict {
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
        void failed(Compiled policy, String why) {
            var failure = violation(policy, "this policy could not be evaluated: " + why, null);
            violations.add(failure);
            failures.add(failure);
        }

        /** @param resultSet a list of at most one result, as OPA's ABI has it */
        void add(Compiled policy, JsonNode resultSet) {
            var result = resultSet.path(0).path("result");
            var action = policy.policy().enforcement().at(gate);
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

        private void add(Compiled policy, String rule, JsonNode result, List<Violation> target) {
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

        private static Violation violation(Compiled policy, String message, @Nullable JsonNode details) {
            return new Violation(
                    policy.name(),
                    cut(message),
                    policy.policy().severity().name().toLowerCase(Locale.ROOT),
                    policy.policy().digest(),
                    details == null || (details.isContainerNode() && details.isEmpty()) ? null : details);
        }
    }
}
