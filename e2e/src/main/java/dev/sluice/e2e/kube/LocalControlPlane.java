package dev.sluice.e2e.kube;

import dev.sluice.cli.Clients;
import dev.sluice.e2e.process.ChildProcess;
import dev.sluice.e2e.process.Ports;
import dev.sluice.e2e.process.ProcessFailedException;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** etcd and kube-apiserver on free loopback ports, without durable storage. Ready within a few seconds. */
public final class LocalControlPlane implements ControlPlane {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 4;

    private final CertificateAuthority authority;
    private final Path folder;
    private final URI server;
    private final ChildProcess etcd;
    private final ChildProcess apiServer;
    private final Path adminKubeconfig;
    private final KubernetesClient client;

    private LocalControlPlane(
            CertificateAuthority authority,
            Path folder,
            URI server,
            ChildProcess etcd,
            ChildProcess apiServer,
            Path adminKubeconfig) {
        this.authority = authority;
        this.folder = folder;
        this.server = server;
        this.etcd = etcd;
        this.apiServer = apiServer;
        this.adminKubeconfig = adminKubeconfig;
        this.client = Clients.of(adminKubeconfig);
    }

    /**
     * Starts one.
     *
     * @param folder for data, keys, kubeconfigs and logs; of this control plane alone
     * @throws ProcessFailedException when a server does not come up
     */
    public static ControlPlane start(Path folder, Toolchain tools) {
        var etcdProgram = tools.executable(Tool.ETCD);
        var apiServerProgram = tools.executable(Tool.KUBE_APISERVER);
        var authority = new CertificateAuthority();
        var keys = folder.resolve("keys");
        var identity = authority.server(List.of("localhost", "kubernetes.default.svc"));
        Kubeconfigs.writePrivate(keys.resolve("ca.crt"), authority.certificate());
        Kubeconfigs.writePrivate(keys.resolve("server.crt"), identity.certificate());
        Kubeconfigs.writePrivate(keys.resolve("server.key"), identity.key());
        Kubeconfigs.writePrivate(keys.resolve("service-accounts.key"), authority.signingKey());
        var admin = authority.client("admin", List.of("system:masters"));

        for (int attempt = 1; ; attempt++) {
            var ports = Ports.free(3);
            var started = new ArrayList<ChildProcess>();
            try {
                started.add(startEtcd(etcdProgram, folder, attempt, ports.get(0), ports.get(1)));
                started.add(startApiServer(apiServerProgram, folder, ports.get(0), ports.get(2)));
                var server = URI.create("https://127.0.0.1:" + ports.get(2));
                var kubeconfig =
                        Kubeconfigs.write(folder.resolve("admin.kubeconfig"), server, authority.certificate(), admin);
                var plane =
                        new LocalControlPlane(authority, folder, server, started.get(0), started.get(1), kubeconfig);
                plane.awaitReady();
                return plane;
            } catch (ProcessFailedException e) {
                started.reversed().forEach(ChildProcess::close);
                // Between choosing a port and binding it, somebody else may have taken it.
                var message = String.valueOf(e.getMessage());
                if (attempt == ATTEMPTS || !message.contains("address already in use")) {
                    throw e;
                }
            }
        }
    }

    private static ChildProcess startEtcd(Path program, Path folder, int attempt, int clientPort, int peerPort) {
        var client = "http://127.0.0.1:" + clientPort;
        var peer = "http://127.0.0.1:" + peerPort;
        var command = List.of(
                program.toString(),
                "--name=local",
                "--data-dir=" + folder.resolve("etcd-" + attempt),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=local=" + peer,
                "--unsafe-no-fsync",
                "--log-level=warn");
        return ChildProcess.start("etcd", folder, command, LocalControlPlane::ownSettingsOnly);
    }

    private static ChildProcess startApiServer(Path program, Path folder, int etcdPort, int port) {
        var keys = folder.resolve("keys");
        var command = List.of(
                program.toString(),
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + port,
                "--cert-dir=" + keys,
                "--tls-cert-file=" + keys.resolve("server.crt"),
                "--tls-private-key-file=" + keys.resolve("server.key"),
                "--client-ca-file=" + keys.resolve("ca.crt"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + keys.resolve("service-accounts.key"),
                "--service-account-signing-key-file=" + keys.resolve("service-accounts.key"),
                "--service-cluster-ip-range=10.0.0.0/24",
                "--authorization-mode=RBAC",
                "--disable-admission-plugins=ServiceAccount",
                "--endpoint-reconciler-type=none",
                "--profiling=false");
        return ChildProcess.start("kube-apiserver", folder, command, LocalControlPlane::ownSettingsOnly);
    }

    /** etcd reads every option from ETCD_… variables too, which may be meant for another etcd. */
    private static void ownSettingsOnly(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("ETCD_"));
    }

    private void awaitReady() {
        try (var probe = Clients.withoutRetries(adminKubeconfig)) {
            apiServer.awaitReady(READY, () -> {
                if (!etcd.isAlive()) {
                    etcd.awaitReady(Duration.ZERO, () -> true);
                }
                return answers(probe);
            });
        } catch (ProcessFailedException e) {
            client.close();
            throw e;
        }
    }

    private static boolean answers(KubernetesClient probe) {
        try {
            return "ok".equals(probe.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    @Override
    public Path adminKubeconfig() {
        return adminKubeconfig;
    }

    @Override
    public Path kubeconfig(String name, String user, List<String> groups) {
        return Kubeconfigs.write(
                folder.resolve(name + ".kubeconfig"), server, authority.certificate(), authority.client(user, groups));
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public String description() {
        return "etcd and kube-apiserver at " + server;
    }

    @Override
    public void close() {
        client.close();
        apiServer.close();
        etcd.close();
    }
}
