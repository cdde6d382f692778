package dev.sluice.cli;

import dev.sluice.kube.Impersonation;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.file.Path;

/** Kubernetes clients for a kubeconfig. */
public final class Clients {
    private Clients() {}

    /** A client with the rights of a kubeconfig's user. A proxy in the environment is not asked for loopback addresses. */
    public static KubernetesClient of(Path kubeconfig) {
        return new KubernetesClientBuilder().withConfig(config(kubeconfig)).build();
    }

    /** A client for what KUBECONFIG, or the usual file, names. */
    public static KubernetesClient ofEnvironment() {
        return new KubernetesClientBuilder()
                .withConfig(Impersonation.honoured(Config.autoConfigure(null)))
                .build();
    }

    /** A client that says at once that nobody answers, for waiting until somebody does. */
    public static KubernetesClient withoutRetries(Path kubeconfig) {
        var config = config(kubeconfig);
        config.setRequestRetryBackoffLimit(0);
        config.setRequestTimeout(2_000);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static Config config(Path kubeconfig) {
        var config = Impersonation.honoured(Config.fromKubeconfig(kubeconfig.toFile()));
        var host = URI.create(config.getMasterUrl()).getHost();
        if ("127.0.0.1".equals(host) || "localhost".equals(host)) {
            config.setHttpProxy(null);
            config.setHttpsProxy(null);
        }
        return config;
    }
}
