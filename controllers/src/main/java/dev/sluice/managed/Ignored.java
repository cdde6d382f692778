package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.managed.IgnoredChange;
import dev.sluice.api.managed.IgnoredDifference;
import dev.sluice.provider.field.FieldPath;
import dev.sluice.provider.field.FieldRules;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters that {@code spec.ignoreChanges} leaves as they are found, at one moment. */
final class Ignored {
    private record Rule(
            FieldPath path, String reason, @Nullable String until) {}

    private final List<Rule> inForce = new ArrayList<>();
    private @Nullable Instant next;
    private @Nullable String error;

    private Ignored() {}

    static Ignored at(Instant now, List<IgnoredChange> changes, FieldRules rules) {
        var ignored = new Ignored();
        for (int i = 0; i < changes.size() && ignored.error == null; i++) {
            ignored.add(changes.get(i), "spec.ignoreChanges[%d]".formatted(i), now, rules);
        }
        return ignored;
    }

    private void add(IgnoredChange change, String place, Instant now, FieldRules rules) {
        if (change.reason() == null || change.reason().isBlank()) {
            error = place + ".reason is missing: say why this parameter is left alone.";
            return;
        }
        if (change.path() == null) {
            error = place + ".path is missing.";
            return;
        }
        try {
            var path = FieldPath.parse(change.path(), rules);
            var until = change.until() == null ? null : instant(change.until());
            if (until == null || now.isBefore(until)) {
                inForce.add(new Rule(path, change.reason(), change.until()));
                next = until == null || (next != null && next.isBefore(until)) ? next : until;
            }
        } catch (DateTimeException e) {
            error = "%s.until: '%s' is not an RFC 3339 time: write for example 2030-01-31T18:00:00Z."
                    .formatted(place, change.until());
        } catch (IllegalArgumentException e) {
            error = "%s.path: %s.".formatted(place, e.getMessage());
        }
    }

    /** @throws DateTimeException where it is not an RFC 3339 time */
    static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    /** What is wrong with the list; null where nothing is. */
    @Nullable
    String error() {
        return error;
    }

    /** When one of them counts again; null where none does. */
    @Nullable
    Instant next() {
        return next;
    }

    boolean isEmpty() {
        return inForce.isEmpty();
    }

    void leave(ObjectNode desired, JsonNode observed) {
        inForce.forEach(rule -> rule.path().leave(desired, observed));
    }

    /** The differences that are left as they are, with the reasons for it. */
    List<IgnoredDifference> of(List<FieldChange> differences) {
        return differences.stream()
                .flatMap(
                        difference -> rule(difference)
                                .map(rule -> new IgnoredDifference(difference, rule.reason(), rule.until()))
                                .stream())
                .toList();
    }

    private Optional<Rule> rule(FieldChange difference) {
        return inForce.stream()
                .filter(rule -> rule.path().covers(difference.path()))
                .findFirst();
    }
}
