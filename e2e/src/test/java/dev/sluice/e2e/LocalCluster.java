package dev.sluice.e2e;

import dev.sluice.e2e.cloud.CloudProxy;
import dev.sluice.e2e.git.GitServer;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.local.SluiceProcess;
import dev.sluice.tools.Folders;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One local environment for all tests of a run, started by the first that needs it.
 *
 * <p>Parameters it provides: {@link LocalEnvironment} and its parts; {@link SluiceProcess}, started when first asked for;
 * {@link TestNamespace}, a namespace of that test method alone. Because the environment is shared, a test uses names of
 * its own in the cloud too ({@link TestNamespace#unique}) and narrows its faults to them; faults left over are taken back.
 */
public final class LocalCluster implements ParameterResolver, AfterEachCallback {
    private static final Namespace STORE = Namespace.create(LocalCluster.class);
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** A namespace in the cluster that only one test method uses. */
    public record TestNamespace(String name) {
        /** A name in the cloud that no other test has. */
        public String unique(String base) {
            return name + "-" + base;
        }
    }

    private record Running(LocalEnvironment environment, Path folder) implements AutoCloseable {
        static Running start() {
            try {
                var checkout = Checkout.find();
                var target = Files.createDirectories(checkout.root().resolve("e2e/target"));
                var folder = Files.createTempDirectory(target, "environment-");
                var options = LocalEnvironment.Options.of(checkout, folder);
                return new Running(LocalEnvironment.start(options, System.out::println), folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            environment.close();
            // The logs stay for whoever looks into a failure; data and keys do not.
            try (var files = Files.walk(folder)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.toString().endsWith(".log")) {
                        Files.delete(file);
                    }
                }
            }
            if (System.getProperty("sluice.keepLogs") == null && System.getenv("CI") == null) {
                Folders.delete(folder.resolve("git"));
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == LocalEnvironment.class
                || type == KubernetesClient.class
                || type == CloudProxy.class
                || type == GitServer.class
                || type == SluiceProcess.class
                || type == TestNamespace.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var environment = environment(context);
        var type = parameter.getParameter().getType();
        if (type == KubernetesClient.class) {
            return environment.client();
        } else if (type == CloudProxy.class) {
            return environment.proxy();
        } else if (type == GitServer.class) {
            return environment.git();
        } else if (type == SluiceProcess.class) {
            return environment.startSluice();
        } else if (type == TestNamespace.class) {
            return namespace(context, environment);
        }
        return environment;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        var running = context.getRoot().getStore(STORE).get("environment", Running.class);
        if (running != null) {
            running.environment().proxy().heal();
            running.environment().git().heal();
            running.environment().git().require(null);
        }
    }

    private static LocalEnvironment environment(ExtensionContext context) {
        return context.getRoot()
                .getStore(STORE)
                .computeIfAbsent("environment", key -> Running.start(), Running.class)
                .environment();
    }

    private static TestNamespace namespace(ExtensionContext context, LocalEnvironment environment) {
        return context.getStore(STORE)
                .computeIfAbsent(
                        "namespace",
                        key -> {
                            var name = "t%d-%s"
                                    .formatted(
                                            COUNT.incrementAndGet(),
                                            Integer.toString(
                                                    context.getUniqueId().hashCode() & 0xffff, 36));
                            environment
                                    .client()
                                    .namespaces()
                                    .resource(new NamespaceBuilder()
                                            .withNewMetadata()
                                            .withName(name)
                                            .withLabels(Map.of("sluice.dev/test", "true"))
                                            .endMetadata()
                                            .build())
                                    .create();
                            return new TestNamespace(name);
                        },
                        TestNamespace.class);
    }
}
