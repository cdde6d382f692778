package dev.sluice.gate.rego;

import dev.sluice.gate.Change;
import dev.sluice.gate.Inventory;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.PolicySet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Policies compiled together. Holds little but memory: a set that was replaced goes when its last decision ends, and an
 * OPA beside it that nobody asks any more is stopped.
 */
final class RegoPolicySet implements PolicySet {
    static final Duration LIMIT = Duration.ofMillis(500);

    /** For all policies of a decision together; below the five seconds that the API server waits. */
    static final Duration DECISION_LIMIT = Duration.ofSeconds(4);

    private final List<Compiled> policies;
    private final String digest;
    private final WasmPolicies wasm;
    private final ServerPolicies server;
    private final DataViews views;
    private final Surroundings surroundings;

    /** A policy with its code. */
    record Compiled(PolicyDefinition policy, RegoModule module) {
        String name() {
            return policy.name();
        }
    }

    /** What a set asks while it decides. */
    record Surroundings(Namespaces namespaces, Inventory inventory, InstantSource clock) {}

    /** A policy about to judge, and what it is given below {@code data}. */
    record Judging(Compiled policy, int view, DataViews.@Nullable Content content) {
        byte[] data() {
            return content instanceof DataViews.Content.Json json ? json.data() : NOTHING;
        }
    }

    private static final byte[] NOTHING = {'{', '}'};

    /**
     * @param program the code of those that run in this process; null where there are none
     * @param server the OPA that has the code of the others; null where there are none
     */
    RegoPolicySet(
            List<Compiled> policies,
            String digest,
            @Nullable WasmProgram program,
            @Nullable OpaServer server,
            Surroundings surroundings) {
        this.policies = List.copyOf(policies);
        this.digest = digest;
        this.views = new DataViews(policies.stream().map(Compiled::policy).toList());
        this.wasm = new WasmPolicies(this.policies, program);
        this.server = new ServerPolicies(server);
        this.surroundings = surroundings;
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
                .filter(p -> p.policy().scope().covers(change, surroundings.namespaces()))
                .toList();
        if (judging.isEmpty()) {
            return Judgement.NOTHING;
        }
        var input = new Input(
                PolicyInput.review(change, surroundings.namespaces()),
                PolicyInput.change(change),
                surroundings.clock().instant());
        var verdict = new Verdict(change.gate());
        var able = withData(judging, verdict);
        var deadline = System.nanoTime() + DECISION_LIMIT.toNanos();
        wasm.judge(on(Engine.WASM, able), input, deadline, verdict);
        server.judge(on(Engine.SERVER, able), input, deadline, verdict);
        return verdict.judgement();
    }

    /** With what they read; those that cannot be given it have failed. */
    private List<Judging> withData(List<Compiled> judging, Verdict verdict) {
        var able = new ArrayList<Judging>();
        var snapshot = surroundings.inventory().snapshot();
        var seen = new HashSet<Integer>();
        long bytes = 0;
        for (var policy : judging) {
            var view = views.of(policy.policy());
            if (view == DataViews.NONE) {
                able.add(new Judging(policy, view, null));
                continue;
            }
            switch (views.content(view, snapshot)) {
                case DataViews.Content.Unavailable(var why) -> verdict.failed(policy.policy(), why);
                case DataViews.Content.Json json -> {
                    bytes += seen.add(view) ? json.data().length : 0;
                    if (bytes > DataViews.MAX_BYTES) {
                        verdict.failed(
                                policy.policy(),
                                "what the policies of this decision read is larger than %d bytes together"
                                        .formatted(DataViews.MAX_BYTES));
                    } else {
                        able.add(new Judging(policy, view, json));
                    }
                }
            }
        }
        return able;
    }

    private static List<Judging> on(Engine engine, List<Judging> judging) {
        return judging.stream()
                .filter(j -> j.policy().module().engine() == engine)
                .toList();
    }

    /** What is left of a policy's time; null where the decision has none left, and the policy has failed. */
    static @Nullable Duration limit(Compiled policy, long deadline, Verdict verdict) {
        var left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.isPositive()) {
            return left.compareTo(LIMIT) < 0 ? left : LIMIT;
        }
        verdict.failed(
                policy.policy(), "all policies together took longer than %d s".formatted(DECISION_LIMIT.toSeconds()));
        return null;
    }
}
