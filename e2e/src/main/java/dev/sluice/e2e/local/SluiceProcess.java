package dev.sluice.e2e.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.e2e.process.ChildProcess;
import dev.sluice.e2e.process.ProcessUse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The controller in a process of its own, so that it can be measured and really killed. Its Git cache survives
 * {@link #restart()}.
 */
public final class SluiceProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Setup setup;
    private @Nullable ChildProcess process;
    private @Nullable Addresses addresses;
    private Duration startTook = Duration.ZERO;

    /**
     * How to start it.
     *
     * @param jar the controller
     * @param folder for its log and cache; of this process alone
     * @param heap for example {@code 128m}
     * @param jvm more options of the JVM
     * @param options more options of the controller
     */
    public record Setup(
            Path jar, Path kubeconfig, Path opa, Path folder, String heap, List<String> jvm, List<String> options) {}

    /** Where it listens. */
    public record Addresses(URI http, URI webhook) {}

    private SluiceProcess(Setup setup) {
        this.setup = setup;
    }

    /** Starts it and returns when it says that it is ready. */
    public static SluiceProcess start(Setup setup) {
        if (!Files.isRegularFile(setup.jar())) {
            throw new IllegalStateException(
                    "there is no %s: build it with ./mvnw -DskipTests package".formatted(setup.jar()));
        }
        var sluice = new SluiceProcess(setup);
        sluice.start();
        return sluice;
    }

    /** Starts it and returns at once: it may never become ready. */
    public static SluiceProcess launch(Setup setup) {
        var sluice = new SluiceProcess(setup);
        sluice.process = sluice.begin();
        return sluice;
    }

    /** Starts it again after {@link #close()} or {@link #kill()}; on other ports. */
    public synchronized void start() {
        var began = System.nanoTime();
        var child = begin();
        process = child;
        child.awaitReady(READY, () -> isReady(addressesFile()));
        startTook = Duration.ofNanos(System.nanoTime() - began);
    }

    private ChildProcess begin() {
        try {
            Files.deleteIfExists(addressesFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        addresses = null;
        return ChildProcess.start("sluice", setup.folder(), command(addressesFile()), this::environment);
    }

    private Path addressesFile() {
        return setup.folder().resolve("addresses.json");
    }

    /** SIGTERM, then a new process. */
    public synchronized void restart() {
        close();
        start();
    }

    /** SIGKILL. It stays down until {@link #start()}. */
    public synchronized void kill() {
        running().kill();
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.close();
        }
    }

    /** SIGTERM, with time to end. It stays down until {@link #start()}. */
    public synchronized void stop(Duration grace) {
        running().stop(grace);
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    public synchronized Addresses addresses() {
        if (addresses == null) {
            throw new IllegalStateException("Sluice does not listen yet");
        }
        return addresses;
    }

    /** From the start of the process to its first "ready". */
    public synchronized Duration startTook() {
        return startTook;
    }

    public synchronized long pid() {
        return running().pid();
    }

    public synchronized ProcessUse use() {
        return running().use();
    }

    public synchronized Path log() {
        return running().log();
    }

    /** Its metrics as Prometheus reads them. */
    public String metrics() {
        return get(addresses().http().resolve("/metrics")).orElse("");
    }

    private ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException("Sluice was not started");
        }
        return process;
    }

    private List<String> command(Path addressesFile) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.small(setup.heap()));
        command.addAll(setup.jvm());
        command.addAll(List.of("-jar", setup.jar().toString()));
        command.addAll(List.of("--listen", "127.0.0.1:0"));
        command.addAll(List.of("--webhook-listen", "127.0.0.1:0"));
        command.addAll(List.of("--webhook-url-host", "127.0.0.1"));
        command.addAll(List.of("--cache-dir", setup.folder().resolve("cache").toString()));
        command.addAll(List.of("--opa", setup.opa().toString()));
        command.addAll(List.of("--addresses-file", addressesFile.toString()));
        command.addAll(setup.options());
        return command;
    }

    private void environment(Map<String, String> environment) {
        // The machine's own AWS settings (profiles, certificate bundles) are not meant for an emulator.
        environment.keySet().removeIf(n -> n.startsWith("AWS_") || n.equals("JAVA_TOOL_OPTIONS"));
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        environment.put("AWS_REGION", LocalEnvironment.REGION);
        // glibc gives each thread an arena of its own and returns little of it: tens of megabytes for a JVM.
        environment.put("MALLOC_ARENA_MAX", "1");
        environment.put("NO_PROXY", "127.0.0.1,localhost");
        environment.put("KUBECONFIG", setup.kubeconfig().toString());
    }

    private boolean isReady(Path file) {
        if (addresses == null && Files.isRegularFile(file)) {
            try {
                var tree = JSON.readTree(file.toFile());
                addresses = new Addresses(
                        URI.create(tree.path("http").asText()),
                        URI.create(tree.path("webhook").asText()));
            } catch (IOException e) {
                throw new UncheckedIOException("Sluice wrote an unreadable " + file, e);
            }
        }
        return addresses != null && get(addresses.http().resolve("/readyz")).isPresent();
    }

    /** The body of a 200. */
    private static Optional<String> get(URI url) {
        var request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
        try (var http = HttpClient.newBuilder()
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(Duration.ofSeconds(2))
                .build()) {
            var answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
