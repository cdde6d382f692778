package dev.sluice.provider.aws;

import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A moto server of its own on a free loopback port, for the tests of one JVM; it ends with the JVM. */
public final class Moto {
    private static final Moto SHARED = new Moto();

    private final URI endpoint;

    private Moto() {
        try {
            int port = freePort();
            endpoint = URI.create("http://127.0.0.1:" + port);
            var log = Files.createTempFile("moto", ".log");
            var command = new ProcessBuilder(executable(), "-H", "127.0.0.1", "-p", String.valueOf(port))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // The hostile environment of these tests is meant for the SDK.
            command.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            var process = command.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process)));
            awaitReady(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start moto", e);
        }
    }

    public static URI endpoint() {
        return SHARED.endpoint;
    }

    private static String executable() {
        return new Toolchain(System.out::println).executable(Tool.MOTO).toString();
    }

    private void awaitReady(Process process, Path log) throws IOException {
        var deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (Instant.now().isBefore(deadline)) {
            if (!process.isAlive()) {
                throw new IllegalStateException("moto ended: " + Files.readString(log));
            }
            if (answers()) {
                return;
            }
            pause();
        }
        throw new IllegalStateException("moto does not answer: " + Files.readString(log));
    }

    private boolean answers() {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(endpoint.resolve("/moto-api/data.json"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
