package dev.sluice.policy;

import dev.sluice.api.Policy;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Whether a revision that this process has loaded decides everywhere: on every replica, and at the API server. */
public interface Proof {

    /** Nobody looks further than this process. */
    Proof NONE = new Proof() {
        @Override
        public Verdict of(String policy, String digest, Policy.@Nullable Probe known) {
            return new Verdict(State.TRUE, "Loaded", "This revision decides at every gate it names.", null, null);
        }

        @Override
        public boolean isHeldByAnother(String policy, String digest) {
            return false;
        }

        @Override
        public void trouble(String policy, @Nullable String message) {}

        @Override
        public void forget(String policy) {}

        @Override
        public void onChange(Consumer<String> listener) {}
    };

    /** {@code True}, {@code False} or, where it cannot be told yet, {@code Unknown}. */
    enum State {
        TRUE,
        FALSE,
        UNKNOWN
    }

    /**
     * What can be said of a revision. The same on every replica, so that they do not contradict each other in the status.
     *
     * @param replicas what each has loaded; null where nobody looks
     * @param probe the last one; null where there was none
     */
    record Verdict(
            State state,
            String reason,
            String message,
            @Nullable List<Policy.Replica> replicas,
            Policy.@Nullable Probe probe) {}

    /**
     * @param digest of the revision that should decide
     * @param known the last probe that the status tells of, perhaps another replica's
     */
    Verdict of(String policy, String digest, Policy.@Nullable Probe known);

    /** Whether another replica decides by this revision; that one then says how it stands. */
    boolean isHeldByAnother(String policy, String digest);

    /** Says why this process cannot load the latest revision of a policy; null where it can. */
    void trouble(String policy, @Nullable String message);

    /** The policy is gone. */
    void forget(String policy);

    /** @param listener told the name of a policy of which the verdict may have changed */
    void onChange(Consumer<String> listener);
}
