package dev.sluice.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Who we are to the API server. */
final class OwnIdentity {
    private static final String REVIEW = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";

    private OwnIdentity() {}

    static String userName(KubernetesClient client) {
        var answer = client.raw("/apis/authentication.k8s.io/v1/selfsubjectreviews", "POST", REVIEW);
        try {
            return new ObjectMapper()
                    .readTree(answer)
                    .at("/status/userInfo/username")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException("the API server's answer to a SelfSubjectReview cannot be read", e);
        }
    }
}
