package dev.sluice.e2e.local;

import dev.sluice.e2e.cloud.AwsClients;
import dev.sluice.e2e.cloud.Cloud;
import dev.sluice.e2e.cloud.CloudProxy;
import dev.sluice.e2e.cloud.LocalStack;
import dev.sluice.e2e.cloud.Moto;
import dev.sluice.e2e.git.GitServer;
import dev.sluice.e2e.git.PushHook;
import dev.sluice.e2e.kube.ControlPlane;
import dev.sluice.e2e.kube.GivenCluster;
import dev.sluice.e2e.kube.LocalControlPlane;
import dev.sluice.e2e.kube.Manifests;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API with Sluice's CRDs, an emulator of AWS behind a recording proxy, a Git server, and Sluice when it is
 * asked for. Everything listens on free loopback ports and ends with this process.
 */
public final class LocalEnvironment implements AutoCloseable {
    /** Where the emulated cloud is. */
    public static final String REGION = AwsClients.REGION;

    /** Signs the webhooks of the Git server. */
    public static final String WEBHOOK_TOKEN = "local-webhook-token";

    /** Sluice's user in the cluster, bound to cluster-admin. */
    public static final String SLUICE_USER = "system:serviceaccount:sluice-system:sluice";

    /** A user with the rights of somebody who uses Sluice but does not run it. */
    public static final String DEVELOPER_USER = "developer";

    private final Options options;
    private final Toolchain tools;
    private final ControlPlane controlPlane;
    private final Cloud cloud;
    private final CloudProxy proxy;
    private final GitServer git;
    private @Nullable Path kubectl;
    private final Path sluiceKubeconfig;
    private final Path developerKubeconfig;
    private @Nullable SluiceProcess sluice;

    /**
     * What to start and where.
     *
     * @param folder for data and logs; of this environment alone
     * @param kubeconfig a cluster to use in place of one's own
     * @param localStack LocalStack in Docker in place of moto
     * @param heap of Sluice, for example {@code 128m}
     * @param jvm more options of Sluice's JVM
     * @param installed which of the managed kinds' definitions are installed, by file name
     * @param flags more options of Sluice
     */
    public record Options(
            Checkout checkout,
            Path folder,
            Optional<Path> kubeconfig,
            boolean localStack,
            String heap,
            List<String> jvm,
            Predicate<String> installed,
            List<String> flags) {

        /** From KUBECONFIG, SLUICE_PROVIDERS and {@code -Dsluice.aws}, as the documentation says. */
        public static Options of(Checkout checkout, Path folder) {
            var kubeconfig = Optional.ofNullable(System.getenv("KUBECONFIG"))
                    .filter(k -> !k.isBlank())
                    .map(k -> Path.of(k).toAbsolutePath())
                    // What "local up" exported names a cluster that it made itself.
                    .filter(k -> !k.startsWith(checkout.state()));
            return new Options(
                    checkout,
                    folder.toAbsolutePath(),
                    kubeconfig,
                    "localstack".equals(System.getProperty("sluice.aws")),
                    "96m",
                    checkout.aotCache().map(cache -> "-XX:AOTCache=" + cache).stream()
                            .toList(),
                    file -> true,
                    Optional.ofNullable(System.getenv("SLUICE_PROVIDERS"))
                            .filter(jars -> !jars.isBlank())
                            .map(jars -> List.of(
                                    "--providers",
                                    Path.of(jars).toAbsolutePath().toString()))
                            .orElse(List.of()));
        }

        public Options withKubeconfig(Optional<Path> given) {
            return new Options(checkout, folder, given, localStack, heap, jvm, installed, flags);
        }

        public Options withHeap(String size) {
            return new Options(checkout, folder, kubeconfig, localStack, size, jvm, installed, flags);
        }

        public Options withJvm(List<String> options) {
            return new Options(checkout, folder, kubeconfig, localStack, heap, options, installed, flags);
        }

        public Options withDefinitions(Predicate<String> files) {
            return new Options(checkout, folder, kubeconfig, localStack, heap, jvm, files, flags);
        }

        public Options withFlags(List<String> options) {
            return new Options(checkout, folder, kubeconfig, localStack, heap, jvm, installed, options);
        }
    }

    private LocalEnvironment(
            Options options, Toolchain tools, ControlPlane controlPlane, Cloud cloud, CloudProxy proxy, GitServer git) {
        this.options = options;
        this.tools = tools;
        this.controlPlane = controlPlane;
        this.cloud = cloud;
        this.proxy = proxy;
        this.git = git;
        this.sluiceKubeconfig = controlPlane.kubeconfig(
                "sluice", SLUICE_USER, List.of("system:serviceaccounts", "system:serviceaccounts:sluice-system"));
        this.developerKubeconfig = controlPlane.kubeconfig("developer", DEVELOPER_USER, List.of("developers"));
    }

    /**
     * Starts everything but Sluice and applies the CRDs and {@code e2e/bootstrap}.
     *
     * @param progress told what is being done
     */
    public static LocalEnvironment start(Options options, Consumer<String> progress) {
        var tools = new Toolchain(progress);
        if (options.kubeconfig().isEmpty()) {
            // One after the other, because a build uses every core by itself.
            tools.executable(Tool.ETCD);
            tools.executable(Tool.KUBE_APISERVER);
        }
        var quiet = new Toolchain(line -> {});
        var started = new ArrayList<AutoCloseable>();
        try (var parallel = Executors.newFixedThreadPool(2)) {
            var cloud = CompletableFuture.supplyAsync(() -> startCloud(options, tools), parallel);
            var plane = CompletableFuture.supplyAsync(() -> startControlPlane(options, quiet), parallel);
            var git = GitServer.start(options.folder().resolve("git"));
            started.add(git);
            started.add(cloud.join());
            started.add(plane.join());
            var proxy = CloudProxy.inFrontOf(cloud.join());
            started.add(proxy);
            progress.accept("cluster: " + plane.join().description());
            progress.accept("cloud: " + cloud.join().description());
            var environment = new LocalEnvironment(options, tools, plane.join(), cloud.join(), proxy, git);
            environment.install();
            return environment;
        } catch (CompletionException e) {
            closeAll(started);
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } catch (RuntimeException e) {
            closeAll(started);
            throw e;
        }
    }

    /** Starts Sluice, or says which one runs. */
    public synchronized SluiceProcess startSluice() {
        if (sluice == null) {
            var checkout = options.checkout();
            sluice = SluiceProcess.start(new SluiceProcess.Setup(
                    checkout.controllerJar(),
                    sluiceKubeconfig,
                    tools.executable(Tool.OPA),
                    options.folder().resolve("sluice"),
                    options.heap(),
                    options.jvm(),
                    options.flags()));
        }
        return sluice;
    }

    /**
     * Starts one more replica, which shares the webhook's address with the first and is not asked anything there. Not waited
     * for, and not closed by this.
     */
    public SluiceProcess launchReplica(String name, Path opa) {
        var checkout = options.checkout();
        return SluiceProcess.launch(new SluiceProcess.Setup(
                checkout.controllerJar(),
                sluiceKubeconfig,
                opa,
                options.folder().resolve(name),
                options.heap(),
                options.jvm(),
                List.of(
                        "--webhook-url-port",
                        Integer.toString(startSluice().addresses().webhook().getPort()))));
    }

    /**
     * A hook for {@link GitServer#tell}: it posts to the receiver of a GitRepository in whichever Sluice runs at the time of
     * the push.
     */
    public PushHook receiver(String namespace, String gitRepository) {
        Supplier<URI> url =
                () -> startSluice().addresses().http().resolve("/receivers/%s/%s".formatted(namespace, gitRepository));
        return new PushHook(url, WEBHOOK_TOKEN);
    }

    /** What {@code ${NAME}} stands for in manifests of this environment. */
    public Map<String, String> values() {
        return Map.of(
                "AWS_ENDPOINT_URL", proxy.endpoint().toString(),
                "AWS_REGION", REGION,
                "SLUICE_USER", SLUICE_USER,
                "DEVELOPER_USER", DEVELOPER_USER,
                "WEBHOOK_TOKEN", WEBHOOK_TOKEN);
    }

    public ControlPlane controlPlane() {
        return controlPlane;
    }

    /** With the administrator's rights. */
    public KubernetesClient client() {
        return controlPlane.client();
    }

    public Manifests manifests() {
        return new Manifests(client());
    }

    /** The emulator itself: what is done there is not recorded, as if somebody else did it. */
    public Cloud cloud() {
        return cloud;
    }

    /** What Sluice uses as AWS. */
    public CloudProxy proxy() {
        return proxy;
    }

    public GitServer git() {
        return git;
    }

    public Path developerKubeconfig() {
        return developerKubeconfig;
    }

    public Checkout checkout() {
        return options.checkout();
    }

    public synchronized Path kubectl() {
        if (kubectl == null) {
            kubectl = tools.executable(Tool.KUBECTL);
        }
        return kubectl;
    }

    @Override
    public synchronized void close() {
        var parts = new ArrayList<AutoCloseable>(List.of(git, cloud, controlPlane, proxy));
        if (sluice != null) {
            parts.add(sluice);
        }
        closeAll(parts);
    }

    private void install() {
        var manifests = manifests();
        manifests.applyFolder(options.checkout().crds(), options.installed(), Map.of());
        manifests.applyFolder(options.checkout().bootstrap(), values());
    }

    private static ControlPlane startControlPlane(Options options, Toolchain tools) {
        var folder = options.folder().resolve("cluster");
        return options.kubeconfig()
                .map(given -> GivenCluster.use(given, folder))
                .orElseGet(() -> LocalControlPlane.start(folder, tools));
    }

    private static Cloud startCloud(Options options, Toolchain tools) {
        return options.localStack()
                ? LocalStack.start()
                : Moto.start(options.folder().resolve("cloud"), tools);
    }

    /** The last one started goes first; one that fails to stop does not keep the others running. */
    private static void closeAll(List<AutoCloseable> parts) {
        for (var part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("while stopping: " + e.getMessage());
            }
        }
    }
}
