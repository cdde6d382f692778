package dev.sluice.provider.aws.eks;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.provider.aws.client.Details;
import dev.sluice.provider.aws.eks.Cluster.Outputs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a cluster is reached. Who reaches it proves that with credentials of AWS, which are not in here. */
final class Kubeconfig {
    private Kubeconfig() {}

    /** Nothing before the API server has an address. */
    static Map<String, String> connection(String region, Outputs outputs) {
        var endpoint = outputs.endpoint();
        var authority = outputs.certificateAuthority();
        if (endpoint == null || authority == null) {
            return Map.of();
        }
        return new Details()
                .with("endpoint", endpoint)
                .with("certificateAuthority", pem(authority))
                .with(
                        "kubeconfig",
                        kubeconfig(quoted(outputs.name()), quoted(endpoint), quoted(authority), quoted(region)))
                .map();
    }

    private static String kubeconfig(String name, String endpoint, String authority, String region) {
        return """
            apiVersion: v1
            kind: Config
            clusters:
              - name: %1$s
                cluster:
                  server: %2$s
                  certificate-authority-data: %3$s
            contexts:
              - name: %1$s
                context:
                  cluster: %1$s
                  user: %1$s
            current-context: %1$s
            users:
              - name: %1$s
                user:
                  exec:
                    apiVersion: client.authentication.k8s.io/v1beta1
                    command: aws
                    args: ["eks", "get-token", "--cluster-name", %1$s, "--region", %4$s]
            """.formatted(name, endpoint, authority, region);
    }

    /** A text of JSON is one of YAML. */
    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    private static @Nullable String pem(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
