package dev.sluice.e2e.local;

import dev.sluice.e2e.process.Await;
import dev.sluice.e2e.process.PidFile;
import dev.sluice.tools.Folders;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * The one local environment of a clone, in the background: a detached JVM supervises it, and its state lies in
 * {@code .sluice/local}.
 *
 * <pre>
 * .sluice/local.lock          held while somebody starts or stops it
 * .sluice/local/exports       written when everything is ready: what "up" prints
 * .sluice/local/progress.log  what the supervisor does; "up" shows it
 * .sluice/local/…             one folder a server, each with log and pid file
 * </pre>
 */
public final class LocalInstance {
    private static final String SUPERVISOR = "supervisor";
    private static final Duration STOP = Duration.ofSeconds(45);
    private static final Duration KILL = Duration.ofSeconds(10);
    // The first start may build the servers.
    private static final Duration START = Duration.ofMinutes(45);

    private final Checkout checkout;
    private final Path folder;

    public LocalInstance(Checkout checkout) {
        this.checkout = checkout;
        this.folder = checkout.state().resolve("local");
    }

    /** What {@code status} says. */
    public record Status(boolean runs, String text) {}

    /**
     * Starts it, unless it runs.
     *
     * @return lines for a POSIX shell to evaluate
     */
    public String up(Consumer<String> progress) {
        return locked(() -> {
            if (PidFile.alive(folder, SUPERVISOR).isPresent() && Files.exists(exports())) {
                progress.accept("it runs already");
            } else {
                stopAll(progress);
                var supervisor = detach();
                follow(supervisor, progress);
            }
            return Files.readString(exports());
        });
    }

    /** Says what runs, without changing anything. */
    public Status status() {
        var supervisor = PidFile.alive(folder, SUPERVISOR);
        if (supervisor.isEmpty()) {
            var left = PidFile.allAlive(folder);
            return new Status(
                    false,
                    left.isEmpty()
                            ? "nothing runs; start it with: eval \"$(./sluice local up)\""
                            : "its supervisor is gone, but processes %s are left; run ./sluice local down"
                                    .formatted(left.stream()
                                            .map(ProcessHandle::pid)
                                            .toList()));
        }
        if (!Files.exists(exports())) {
            return new Status(
                    false,
                    "it is starting (process %d)".formatted(supervisor.get().pid()));
        }
        try {
            return new Status(
                    true,
                    "it runs (process %d)%n%s"
                            .formatted(
                                    supervisor.get().pid(),
                                    Files.readString(exports()).strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it, also what a killed supervisor left behind. */
    public void down(Consumer<String> progress) {
        locked(() -> {
            stopAll(progress);
            progress.accept("nothing runs");
            return "";
        });
    }

    /** Runs it until this process is told to stop. */
    public void supervise() throws InterruptedException {
        var stop = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            stop.countDown();
            Await.until(STOP, () -> stopped.getCount() == 0);
        }));
        PidFile.write(folder, SUPERVISOR, ProcessHandle.current());
        try (var environment = LocalEnvironment.start(LocalEnvironment.Options.of(checkout, folder), this::say)) {
            var gitUrl = environment.git().create("infra");
            environment.git().tell("infra", List.of(environment.receiver("sluice-system", "infra")));
            say("sluice: starting");
            var sluice = environment.startSluice();
            var values = new java.util.HashMap<>(environment.values());
            values.put("GIT_URL", gitUrl.toString());
            environment.manifests().applyFolder(checkout.root().resolve("e2e/bootstrap/local"), values);
            writeExports(Map.of(
                    "KUBECONFIG", environment.controlPlane().adminKubeconfig().toString(),
                    "KUBECTL", environment.kubectl().toString(),
                    "AWS_ENDPOINT_URL", environment.proxy().endpoint().toString(),
                    "AWS_ACCESS_KEY_ID", "test",
                    "AWS_SECRET_ACCESS_KEY", "test",
                    "AWS_REGION", LocalEnvironment.REGION,
                    "SLUICE_GIT_URL", gitUrl.toString(),
                    "SLUICE_URL", sluice.addresses().http().toString()));
            stop.await();
        } catch (RuntimeException e) {
            say("failed: " + e.getMessage());
            throw e;
        } finally {
            stopped.countDown();
        }
    }

    private Path exports() {
        return folder.resolve("exports");
    }

    private Path progressLog() {
        return folder.resolve("progress.log");
    }

    private void say(String line) {
        try {
            Files.writeString(progressLog(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeExports(Map<String, String> variables) {
        var lines = new StringBuilder();
        variables.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> lines.append(
                        "export %s='%s'\n".formatted(e.getKey(), e.getValue().replace("'", "'\\''"))));
        try {
            var part = Files.writeString(folder.resolve("exports.part"), lines);
            Files.move(part, exports(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the supervisor in a session of its own, so that Ctrl-C and the end of the terminal do not reach it. */
    private Process detach() throws IOException {
        Files.createDirectories(folder);
        var command = new ArrayList<String>();
        for (var wrapper : List.of("/usr/bin/setsid", "/usr/bin/nohup")) {
            if (command.isEmpty() && Files.isExecutable(Path.of(wrapper))) {
                command.add(wrapper);
            }
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.small("256m"));
        command.addAll(List.of("-Djdk.httpclient.allowRestrictedHeaders=host", "-Dsun.net.httpserver.nodelay=true"));
        command.addAll(List.of("-Dsluice.root=" + checkout.root(), "-cp", System.getProperty("java.class.path")));
        var aws = System.getProperty("sluice.aws");
        if (aws != null) {
            command.add("-Dsluice.aws=" + aws);
        }
        command.addAll(List.of("dev.sluice.e2e.Main", "local", "supervise"));
        return new ProcessBuilder(command)
                .directory(checkout.root().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("supervisor.log").toFile())
                .start();
    }

    /** Shows the supervisor's progress until it is ready. */
    private void follow(Process supervisor, Consumer<String> progress) {
        var shown = new int[1];
        var ready = Await.until(START, () -> {
            shown[0] = show(shown[0], progress);
            return Files.exists(exports()) || !supervisor.isAlive();
        });
        show(shown[0], progress);
        if (!Files.exists(exports())) {
            stopAll(line -> {}, false);
            throw new IllegalStateException(
                    "it did not start%s; the logs are in %s".formatted(ready ? "" : " in time", folder));
        }
    }

    private int show(int from, Consumer<String> progress) {
        try {
            var lines = Files.exists(progressLog()) ? Files.readAllLines(progressLog()) : List.<String>of();
            lines.subList(Math.min(from, lines.size()), lines.size()).forEach(progress);
            return lines.size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stopAll(Consumer<String> progress) {
        stopAll(progress, true);
    }

    private void stopAll(Consumer<String> progress, boolean forget) {
        PidFile.alive(folder, SUPERVISOR).ifPresent(supervisor -> {
            progress.accept("stopping process " + supervisor.pid());
            supervisor.destroy();
            Await.until(STOP, () -> !supervisor.isAlive());
        });
        var left = PidFile.allAlive(folder);
        left.forEach(ProcessHandle::destroyForcibly);
        if (!Await.until(KILL, () -> left.stream().noneMatch(ProcessHandle::isAlive))) {
            throw new IllegalStateException("processes %s would not end"
                    .formatted(left.stream()
                            .filter(ProcessHandle::isAlive)
                            .map(ProcessHandle::pid)
                            .toList()));
        }
        if (forget) {
            try {
                Folders.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot delete " + folder, e);
            }
        }
    }

    private interface Locked {
        String call() throws IOException;
    }

    private String locked(Locked action) {
        try {
            Files.createDirectories(checkout.state());
            var lock = checkout.state().resolve("local.lock");
            try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = channel.tryLock()) {
                if (held == null) {
                    throw new IllegalStateException("another ./sluice local up or down is at work in this clone");
                }
                return action.call();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
