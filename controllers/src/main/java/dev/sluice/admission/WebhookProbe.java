package dev.sluice.admission;

import dev.sluice.api.Policy;
import dev.sluice.api.Sluice;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks the API server, and through it the webhook, which revision of a policy decides. A webhook that is gone, points to
 * nobody, or is answered by a certificate that is not trusted, does not answer.
 */
public final class WebhookProbe {
    /** No policy has this name: asks whether the webhook answers at all. */
    public static final String WEBHOOK = "webhook/";

    private static final int NONCE_BYTES = 12;
    private static final int MAX_REASON = 300;

    /** Says nothing of the webhook: the API server itself is busy or unreachable. */
    private static final Set<Integer> UNASKED = Set.of(
            0,
            HttpURLConnection.HTTP_UNAUTHORIZED,
            429,
            HttpURLConnection.HTTP_BAD_GATEWAY,
            HttpURLConnection.HTTP_UNAVAILABLE,
            HttpURLConnection.HTTP_GATEWAY_TIMEOUT);

    private final KubernetesClient client;
    private final SecureRandom random = new SecureRandom();

    public WebhookProbe(KubernetesClient client) {
        this.client = client;
    }

    /** What came of asking. */
    public sealed interface Result {

        /**
         * @param digest of the revision that decides; null where none does
         * @param replica that answered
         */
        record Answered(@Nullable String digest, String policySet, String replica) implements Result {}

        /** The API server went on without the webhook, or could not reach it. */
        record Silent(String why) implements Result {}

        /** The API server could not be asked. */
        record Unasked(String why) implements Result {}
    }

    public Result ask(String policy) {
        var nonce = HexFormat.of().formatHex(nonce());
        try {
            client.resource(question(nonce, policy)).dryRun().create();
            return new Result.Silent("the API server admitted a dry run without asking the webhook");
        } catch (KubernetesClientException e) {
            return answer(e, nonce, policy);
        } catch (RuntimeException e) {
            return new Result.Unasked(shortened(e.getMessage()));
        }
    }

    private static Result answer(KubernetesClientException e, String nonce, String policy) {
        var answer =
                ProbeAnswer.in(e.getMessage(), nonce).filter(a -> a.policy().equals(policy));
        if (answer.isPresent()) {
            return new Result.Answered(
                    answer.get().digest(),
                    answer.get().policySet(),
                    answer.get().replica());
        }
        return UNASKED.contains(e.getCode())
                ? new Result.Unasked(shortened(e.getMessage()))
                : new Result.Silent("the API server refused a dry run for another reason: "
                        + shortened(e.getMessage()).replace(nonce, "…"));
    }

    private static Policy question(String nonce, String policy) {
        var question = new Policy();
        question.setMetadata(new ObjectMetaBuilder()
                .withName("sluice-probe-" + nonce)
                .addToAnnotations(Sluice.PROBE, ProbeAnswer.question(nonce, policy))
                .build());
        question.setSpec(Policy.Spec.of("package sluice_probe\n"));
        return question;
    }

    private byte[] nonce() {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return nonce;
    }

    private static String shortened(@Nullable String message) {
        var text = message == null ? "no reason given" : message;
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) + "…" : text;
    }
}
