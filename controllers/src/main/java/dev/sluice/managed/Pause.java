package dev.sluice.managed;

import dev.sluice.api.Sluice;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The annotation that stops reconciliation: for good, or until a time. */
final class Pause {
    private Pause() {}

    /** Null where the object is not paused. What cannot be read pauses: whoever wrote it wanted a pause. */
    static Outcome.@Nullable Paused of(@Nullable String annotation, Instant now) {
        if (annotation == null || annotation.equals("false")) {
            return null;
        }
        if (annotation.equals("true")) {
            return new Outcome.Paused("ReconcilePaused", "Paused by the annotation %s.".formatted(Sluice.PAUSED), null);
        }
        try {
            var until = Ignored.instant(annotation);
            return now.isBefore(until)
                    ? new Outcome.Paused(
                            "ReconcilePaused",
                            "Paused until %s by the annotation %s.".formatted(annotation, Sluice.PAUSED),
                            until)
                    : null;
        } catch (DateTimeException e) {
            return new Outcome.Paused(
                    "PauseUnreadable",
                    "Paused, because the annotation %s is neither \"true\" nor an RFC 3339 time such as 2030-01-31T18:00:00Z. Correct it, or remove it to go on."
                            .formatted(Sluice.PAUSED),
                    null);
        }
    }
}
