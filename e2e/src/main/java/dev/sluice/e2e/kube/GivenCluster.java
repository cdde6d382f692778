package dev.sluice.e2e.kube;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.cli.Clients;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The cluster that KUBECONFIG names. Users are impersonated, so the given user must be allowed to do that. */
public final class GivenCluster implements ControlPlane {
    private static final ObjectMapper YAML = new YAMLMapper();

    private final Path kubeconfig;
    private final Path folder;
    private final KubernetesClient client;

    private GivenCluster(Path kubeconfig, Path folder, KubernetesClient client) {
        this.kubeconfig = kubeconfig;
        this.folder = folder;
        this.client = client;
    }

    /**
     * Uses a cluster that is there.
     *
     * @param folder where kubeconfigs of other users are written
     * @throws IllegalArgumentException when the file is not there or the cluster does not answer
     */
    public static ControlPlane use(Path kubeconfig, Path folder) {
        if (!Files.isRegularFile(kubeconfig)) {
            throw new IllegalArgumentException(
                    "KUBECONFIG is %s, but there is no such file: correct it, or unset it for a cluster of one's own"
                            .formatted(kubeconfig));
        }
        var client = Clients.of(kubeconfig);
        try {
            client.getKubernetesVersion();
        } catch (RuntimeException e) {
            client.close();
            throw new IllegalArgumentException(
                    "the cluster of KUBECONFIG=%s does not answer (%s): start it, or unset KUBECONFIG for a cluster of one's own"
                            .formatted(kubeconfig, e.getMessage()),
                    e);
        }
        return new GivenCluster(kubeconfig, folder, client);
    }

    @Override
    public Path adminKubeconfig() {
        return kubeconfig;
    }

    @Override
    public Path kubeconfig(String name, String user, List<String> groups) {
        try {
            var config = YAML.readTree(kubeconfig.toFile());
            for (var entry : config.path("users")) {
                if (entry.get("user") instanceof ObjectNode credentials) {
                    credentials.put("as", user);
                    groups.forEach(credentials.putArray("as-groups")::add);
                }
            }
            return Kubeconfigs.writePrivate(folder.resolve(name + ".kubeconfig"), YAML.writeValueAsString(config));
        } catch (IOException e) {
            throw new UncheckedIOException("KUBECONFIG=%s cannot be read".formatted(kubeconfig), e);
        }
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public String description() {
        return "the cluster of KUBECONFIG=" + kubeconfig;
    }

    @Override
    public void close() {
        client.close();
    }
}
