package dev.sluice.e2e.cloud;

import dev.sluice.e2e.process.ChildProcess;
import dev.sluice.e2e.process.ProcessUse;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** moto's server on a port that it picks itself. */
public final class Moto implements Cloud {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");

    private final ChildProcess process;
    private final URI endpoint;

    private Moto(ChildProcess process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Starts one whose log lies in a folder. */
    public static Moto start(Path folder, Toolchain tools) {
        var command = List.of(tools.executable(Tool.MOTO).toString(), "-H", "127.0.0.1", "-p", "0");
        // Settings of the machine's own AWS and Python are not meant for an emulator.
        var process = ChildProcess.start("moto", folder, command, environment -> {
            environment.keySet().removeIf(n -> n.startsWith("AWS_") || n.startsWith("MOTO_") || n.startsWith("PYTHON"));
            environment.put("PYTHONUNBUFFERED", "1");
        });
        var listening = new URI[1];
        try {
            process.awaitReady(READY, () -> {
                listening[0] = listening(process);
                return listening[0] != null;
            });
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
        return new Moto(process, listening[0]);
    }

    @Override
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public void reset() {
        var request = HttpRequest.newBuilder(endpoint.resolve("/moto-api/reset"))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (var http = HttpClient.newHttpClient()) {
            http.send(request, BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException("moto did not reset", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Optional<ProcessUse> use() {
        return Optional.of(process.use());
    }

    @Override
    public String description() {
        return "moto at " + endpoint;
    }

    @Override
    public void close() {
        process.close();
    }

    @org.jspecify.annotations.Nullable
    private static URI listening(ChildProcess process) {
        try {
            var match = LISTENING.matcher(Files.readString(process.log()));
            URI last = null;
            while (match.find()) {
                last = URI.create(match.group(1));
            }
            return last;
        } catch (IOException e) {
            return null;
        }
    }
}
