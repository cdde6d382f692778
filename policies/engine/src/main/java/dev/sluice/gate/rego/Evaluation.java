package dev.sluice.gate.rego;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What all calls of built-in functions in one decision share: one instant, and one answer for one question. */
final class Evaluation {
    private static final int MAX_ANSWERS = 10_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Instant now;
    private final Map<String, RegoValue> answers = new HashMap<>();

    Evaluation(Instant now) {
        this.now = now;
    }

    Instant now() {
        return now;
    }

    /** What chance says of a key, the same for the whole decision. */
    RegoValue chosen(String key, Function<SecureRandom, RegoValue> choice) {
        if (answers.size() >= MAX_ANSWERS && !answers.containsKey(key)) {
            throw new BuiltinError("too many random values in one decision");
        }
        return answers.computeIfAbsent(key, k -> choice.apply(RANDOM));
    }
}
