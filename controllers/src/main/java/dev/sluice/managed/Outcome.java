package dev.sluice.managed;

import dev.sluice.gate.Decision;
import dev.sluice.provider.CloudException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How one reconciliation ended. Rendered as conditions in one place, {@link ConditionRenderer}. */
sealed interface Outcome {

    /**
     * The annotation says so.
     *
     * @param until null where it says nothing of an end
     */
    record Paused(String reason, String message, @Nullable Instant until) implements Outcome {}

    /**
     * Something else has to happen first; nothing is wrong.
     *
     * @param reason of the condition {@code Synced}
     * @param again when to look again even if nothing wakes the resource before
     */
    record Waiting(String reason, String message, Duration again) implements Outcome {}

    /** Sluice will not do this; a person has to change something. */
    record Refused(String reason, String message) implements Outcome {}

    /** Policy does not admit it. */
    record Denied(Decision.Rejected decision) implements Outcome {}

    /** The cloud did not do it. */
    record Failed(CloudException error) implements Outcome {}

    /** As wanted, but the cloud is not done yet. */
    record Progressing(String message) implements Outcome {}

    /** As wanted, as far as the management policies go. */
    record InSync(String message) implements Outcome {}

    /** Being deleted in the cloud. */
    record Deleting(String message) implements Outcome {}

    /** The object may go: its external resource is gone, or was never ours to delete. */
    record Released() implements Outcome {}

    /** Nothing was found out that has to be said: begin again, silently. */
    record Again(Duration after) implements Outcome {}
}
