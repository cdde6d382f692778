package dev.sluice.gate.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Violation;
import dev.sluice.gate.PolicySet;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What recorded decisions would have been under another set of policies. */
public final class Replay {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the gate and the protection object to is not a policy's affair. */
    private static final Set<String> OUR_OWN = Set.of("sluice-gate", "protection");

    private Replay() {}

    /** How a decision differs. */
    public enum Outcome {
        SAME,
        NOW_DENIED,
        NOW_ADMITTED,
        OTHER_MESSAGES,
        /** It was recorded without its input, or was no policy's. */
        UNKNOWN
    }

    /**
     * @param before what was said, as {@code [policy] message}
     * @param now what would be said
     */
    public record Replayed(
            String decision,
            String at,
            String gate,
            String subject,
            Outcome outcome,
            List<String> before,
            List<String> now) {}

    /** The last records of a log, oldest first; lines that are longer than a record can be are skipped. */
    public static List<JsonNode> last(BufferedReader log, int count) throws IOException {
        var kept = new ArrayDeque<JsonNode>();
        String line;
        while ((line = log.readLine()) != null) {
            if (line.length() <= 2 * DecisionLog.MAX_LINE && line.startsWith("{")) {
                try {
                    kept.add(JSON.readTree(line));
                } catch (JsonProcessingException e) {
                    // The end of a file that was cut off.
                    continue;
                }
                if (kept.size() > count) {
                    kept.remove();
                }
            }
        }
        return List.copyOf(kept);
    }

    public static Replayed of(JsonNode event, PolicySet candidate) {
        var before = said(event.path("result").path("violations"));
        var kind = event.at("/input/review/kind/kind").asText("?");
        var namespace = event.at("/input/review/namespace").asText("");
        var subject = kind + " " + (namespace.isEmpty() ? "" : namespace + "/")
                + event.at("/input/review/name").asText("?");
        var gate = event.path("path").asText().replaceFirst("^sluice/", "");
        if (!event.has("input") || !event.has("result") || isOurOwn(event)) {
            return replayed(event, gate, subject, Outcome.UNKNOWN, before, List.of());
        }
        var exempt = exempt(event.path("result").path("exempted"));
        var now = new TreeSet<String>();
        for (var violation : candidate.judge(DecisionRecord.change(event)).violations()) {
            if (!exempt.contains(violation.policy())) {
                now.add(said(violation));
            }
        }
        return replayed(event, gate, subject, outcome(before, now), before, List.copyOf(now));
    }

    private static Replayed replayed(
            JsonNode event, String gate, String subject, Outcome outcome, Set<String> before, List<String> now) {
        return new Replayed(
                event.path("decision_id").asText(),
                event.path("timestamp").asText(),
                gate,
                subject,
                outcome,
                List.copyOf(before),
                now);
    }

    private static Outcome outcome(Set<String> before, Set<String> now) {
        if (before.equals(now)) {
            return Outcome.SAME;
        }
        if (before.isEmpty()) {
            return Outcome.NOW_DENIED;
        }
        return now.isEmpty() ? Outcome.NOW_ADMITTED : Outcome.OTHER_MESSAGES;
    }

    private static boolean isOurOwn(JsonNode event) {
        for (var violation : event.path("result").path("violations")) {
            if (OUR_OWN.contains(violation.path("policy").asText())) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> exempt(JsonNode exempted) {
        var policies = new HashSet<String>();
        exempted.forEach(e -> policies.add(e.path("violation").path("policy").asText()));
        return policies;
    }

    private static Set<String> said(JsonNode violations) {
        var said = new TreeSet<String>();
        violations.forEach(v -> said.add(
                "[%s] %s".formatted(v.path("policy").asText(), v.path("message").asText())));
        return said;
    }

    private static String said(Violation violation) {
        return "[%s] %s".formatted(violation.policy(), violation.message());
    }

    /** Those that would have been decided or told otherwise. */
    public static List<Replayed> changed(List<Replayed> all) {
        return all.stream()
                .filter(r -> r.outcome() != Outcome.SAME && r.outcome() != Outcome.UNKNOWN)
                .toList();
    }
}
