package dev.sluice.gate;

/**
 * Hears of every decision, admitted or rejected, at every gate. Called on the deciding thread: whoever writes somewhere
 * hands over and returns at once, and never throws.
 */
@FunctionalInterface
public interface DecisionSink {
    DecisionSink NONE = (decision, nanoseconds) -> {};

    /** @param nanoseconds what deciding took */
    void decided(Decision decision, long nanoseconds);

    /** Both hear; what one fails at the other does not see. */
    default DecisionSink and(DecisionSink other) {
        return (decision, nanoseconds) -> {
            try {
                decided(decision, nanoseconds);
            } finally {
                other.decided(decision, nanoseconds);
            }
        };
    }
}
