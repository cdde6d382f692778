package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoPolicySet.Compiled;
import dev.sluice.gate.rego.RegoPolicySet.Judging;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks the policies that run in this process. */
final class WasmPolicies {
    /** For reading what is judged, once a decision: keys can be chosen so that a hash table takes forever. */
    private static final Duration READING_LIMIT = Duration.ofSeconds(2);

    /** Places of distinct parameters, as JSON. */
    private final Map<String, Integer> parameters = new LinkedHashMap<>();

    private final @Nullable InstancePool pool;

    /** @param program null where no policy runs here */
    WasmPolicies(List<Compiled> policies, @Nullable WasmProgram program) {
        policies.forEach(p -> parameters.putIfAbsent(p.policy().parametersJson(), parameters.size()));
        var bytes = parameters.keySet().stream()
                .map(json -> json.getBytes(StandardCharsets.UTF_8))
                .toList();
        this.pool = program == null ? null : new InstancePool(() -> program.newInstance(bytes));
    }

    void judge(List<Judging> judging, Input input, long deadline, Verdict verdict) {
        if (judging.isEmpty() || pool == null) {
            judging.forEach(j -> verdict.failed(j.policy().policy(), "its code is not loaded"));
            return;
        }
        var next = 0;
        while (next < judging.size()) {
            try {
                var from = next;
                next = pool.use(instance -> evaluate(instance, judging, from, input, deadline, verdict));
            } catch (SpoiledException e) {
                next = e.next;
            }
        }
    }

    /**
     * Evaluates policies in order. One that fails objects by its failure, and spoils the instance; the others go on with
     * a fresh one, so that no policy can hide another's verdict.
     */
    private int evaluate(
            WasmInstance instance, List<Judging> judging, int from, Input input, long deadline, Verdict verdict) {
        try (var watchdog = new Watchdog()) {
            watchdog.within(READING_LIMIT, () -> {
                instance.begin(input.review(), input.change(), input.now(), data(judging));
                return input;
            });
            for (int i = from; i < judging.size(); i++) {
                var limit = RegoPolicySet.limit(judging.get(i).policy(), deadline, verdict);
                if (limit != null) {
                    evaluate(instance, watchdog, judging.get(i), i, limit, verdict);
                }
            }
            return judging.size();
        }
    }

    private static Map<Integer, byte[]> data(List<Judging> judging) {
        var data = new TreeMap<Integer, byte[]>();
        judging.stream().filter(j -> j.view() != DataViews.NONE).forEach(j -> data.put(j.view(), j.data()));
        return data;
    }

    private void evaluate(
            WasmInstance instance, Watchdog watchdog, Judging judging, int index, Duration limit, Verdict verdict) {
        var policy = judging.policy().policy();
        var entrypoint = judging.policy().module().entrypoint();
        try {
            int given = parameters.getOrDefault(policy.parametersJson(), 0);
            var resultSet = watchdog.within(limit, () -> instance.evaluate(entrypoint, given, judging.view()));
            // A list of at most one result, as OPA's ABI has it.
            verdict.add(policy, resultSet.path(0).path("result"));
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
}
