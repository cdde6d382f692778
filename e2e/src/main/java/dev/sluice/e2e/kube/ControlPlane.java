package dev.sluice.e2e.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.List;

/**
 * A Kubernetes API to work on, with users made on demand.
 *
 * <p>The local one has no controller manager: namespaces that are deleted stay terminating, and owner references are not
 * followed.
 */
public interface ControlPlane extends AutoCloseable {

    /** May do everything. */
    Path adminKubeconfig();

    /**
     * A kubeconfig for a user; what that user may do is up to the role bindings in the cluster.
     *
     * @param name becomes the file's name
     */
    Path kubeconfig(String name, String user, List<String> groups);

    /** A client with the administrator's rights, closed with this control plane. */
    KubernetesClient client();

    /** Where it runs, for people. */
    String description();

    @Override
    void close();
}
