package dev.sluice.e2e.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The cluster that KUBECONFIG names. Users are impersonated, so the given user must be allowed to do that. */
public final class GivenCluster implements ControlPlane {
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
            var text = Files.readString(kubeconfig);
            var as = "    as: %s\n    as-groups: [%s]\n"
                    .formatted(user, groups.stream().collect(Collectors.joining(", ")));
            return Kubeconfigs.writePrivate(
                    folder.resolve(name + ".kubeconfig"), text.replaceAll("(?m)^  user:\\s*$", "  user:\n" + as));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
