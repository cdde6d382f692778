package dev.sluice.gate.gatekeeper;

import dev.sluice.api.Policy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Gatekeeper's objects have no field for: a constraint's own annotations go before its template's. */
record Annotations(Map<String, String> ofConstraint, Map<String, String> ofTemplate) {
    private static final String OURS = "sluice.dev/";
    private static final String GATEKEEPERS = "metadata.gatekeeper.sh/";

    /** A constraint judges deletions only where this says {@code judge}: Gatekeeper's webhook is not asked of them. */
    static final String DELETIONS = OURS + "deletions";

    static final String SYNC_DATA = GATEKEEPERS + "requires-sync-data";

    Policy.Severity severity() throws InvalidObjectException {
        var value = value("severity");
        if (value == null) {
            return Policy.Severity.MEDIUM;
        }
        try {
            return Policy.Severity.valueOf(value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidObjectException(Problem.at(
                    "metadata.annotations." + OURS + "severity",
                    "is '%s'; write critical, high, medium, low or info".formatted(value)));
        }
    }

    /** Separated by commas. */
    List<String> controls() {
        var value = value("controls");
        return value == null
                ? List.of()
                : Arrays.stream(value.split(",", -1))
                        .map(String::strip)
                        .filter(c -> !c.isEmpty())
                        .toList();
    }

    private @Nullable String value(String name) {
        return Stream.of(ofConstraint, ofTemplate)
                .flatMap(annotations -> Stream.of(annotations.get(OURS + name), annotations.get(GATEKEEPERS + name)))
                .filter(v -> v != null && !v.isBlank())
                .findFirst()
                .orElse(null);
    }
}
