package dev.sluice.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Sluice;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The question which revision of a policy decides at the API server, and its answer. The question is a {@code Policy}
 * that is created in dry run, with an annotation; the answer is the message of a refusal, because that reaches the asker
 * word by word, and because a webhook that is not asked cannot refuse.
 *
 * @param nonce made for this question
 * @param policy of which the revision is asked
 * @param digest of the revision; null where the policy decides nothing
 * @param policySet digest of the whole set in force
 * @param replica which Sluice answers
 */
record ProbeAnswer(String nonce, String policy, @Nullable String digest, String policySet, String replica) {
    private static final String NONE = "none";
    private static final String WORD = "([A-Za-z0-9./_:@-]{1,512})";
    private static final Pattern QUESTION = Pattern.compile("([0-9a-f]{16,64}) " + WORD);
    private static final Pattern ANSWER = Pattern.compile(
            "probe nonce=([0-9a-f]{16,64}) policy=%1$s digest=%1$s set=%1$s replica=%1$s".formatted(WORD));

    /** The value of the annotation that asks. */
    static String question(String nonce, String policy) {
        return nonce + " " + policy;
    }

    /** What a review asks; empty for one that is to be judged, like every one that is not a dry run. */
    static Optional<String> asked(JsonNode request) {
        var kind = request.path("kind");
        var question =
                request.path("object").path("metadata").path("annotations").path(Sluice.PROBE);
        return request.path("dryRun").asBoolean()
                        && request.path("operation").asText().equals("CREATE")
                        && kind.path("group").asText().equals(Sluice.GROUP)
                        && kind.path("kind").asText().equals("Policy")
                        && question.isTextual()
                ? Optional.of(question.asText())
                : Optional.empty();
    }

    /** The name of the policy that is asked of; empty for a question that nobody of us asks. */
    static Optional<ProbeAnswer> begun(String question, String policySet, String replica) {
        var parts = QUESTION.matcher(question);
        return parts.matches()
                ? Optional.of(new ProbeAnswer(parts.group(1), parts.group(2), null, policySet, replica))
                : Optional.empty();
    }

    ProbeAnswer of(@Nullable String revision) {
        return new ProbeAnswer(nonce, policy, revision, policySet, replica);
    }

    String message() {
        return "probe nonce=%s policy=%s digest=%s set=%s replica=%s"
                .formatted(nonce, policy, digest == null ? NONE : digest, policySet, replica);
    }

    /** Finds the answer to a question in what the API server says. */
    static Optional<ProbeAnswer> in(@Nullable String text, String nonce) {
        if (text == null) {
            return Optional.empty();
        }
        var found = ANSWER.matcher(text);
        return found.find() && found.group(1).equals(nonce)
                ? Optional.of(new ProbeAnswer(
                        nonce,
                        found.group(2),
                        found.group(3).equals(NONE) ? null : found.group(3),
                        found.group(4),
                        found.group(5)))
                : Optional.empty();
    }
}
