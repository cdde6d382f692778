package dev.sluice.gate.rego;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import dev.sluice.gate.rego.WasmInstance.EvaluationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One {@code opa run --server}, from its start to its end.
 *
 * <p>It listens on a socket in a folder that only this user may enter. A small shell between it and this process reads
 * from a pipe that the kernel closes when this process is gone, whatever the reason, and then kills it and removes the
 * folder; the same shell bounds its memory. Its environment is empty.
 */
final class OpaProcess implements AutoCloseable {
    private static final String SCRIPT = """
            folder=$1
            shift
            ulimit -v 4194304 2>/dev/null
            exec 3<&0
            env -i "$@" </dev/null 3<&- &
            opa=$!
            ( trap '' INT TERM HUP; read -r _ <&3; kill -9 $opa ) 2>/dev/null &
            watch=$!
            trap '' INT TERM HUP
            wait $opa
            code=$?
            kill -9 $watch 2>/dev/null
            rm -rf "$folder"
            exit $code
            """;

    private static final int MAX_ANSWER = 1024 * 1024;
    private static final int MAX_LAST_WORDS = 500;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);

    private final Path folder;
    private final Path log;
    private final Process process;
    private volatile boolean ready;

    private OpaProcess(Path folder, Path log, Process process) {
        this.folder = folder;
        this.log = log;
        this.process = process;
    }

    /** @throws IllegalStateException when it cannot be started */
    static OpaProcess start(Path binary, List<RegoModule> modules) {
        try {
            var folder = Files.createTempDirectory("sluice-opa");
            // Beside the folder, which goes with the server.
            var log = Files.createTempFile("sluice-opa", ".log");
            var sources = Modules.write(folder.resolve("policies"), modules);
            var builder = new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            SCRIPT,
                            "sluice-opa",
                            folder.toString(),
                            binary.toAbsolutePath().toString(),
                            "run",
                            "--server",
                            "--skip-version-check",
                            "--log-level=error",
                            "--addr=unix://" + folder.resolve("s"),
                            "--bundle",
                            sources.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // A policy could read it as opa.runtime().env.
            builder.environment().clear();
            builder.environment().put("PATH", "/usr/bin:/bin");
            return new OpaProcess(folder, log, builder.start());
        } catch (IOException e) {
            throw new IllegalStateException("OPA (%s) cannot be started: %s".formatted(binary, e.getMessage()), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    boolean awaitDeath(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @throws IllegalStateException when it does not answer in time */
    void awaitReady(Duration limit) {
        var end = System.nanoTime() + limit.toNanos();
        while (!ready) {
            if (!process.isAlive()) {
                throw new IllegalStateException("OPA has ended: " + lastWords());
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("OPA did not answer within %d s".formatted(limit.toSeconds()));
            }
            try {
                exchange("GET /health HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII), new byte[0]);
                ready = true;
            } catch (IOException | EvaluationException e) {
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while OPA was starting", e);
        }
    }

    /**
     * The body of its answer, whatever the status.
     *
     * @throws EvaluationException when there is none
     */
    byte[] post(String path, byte[] body) {
        // Of version 1.0, so that the answer ends where the connection does.
        var head = "POST %s HTTP/1.0\r\nContent-Length: %d\r\n\r\n".formatted(path, body.length);
        try {
            return exchange(head.getBytes(StandardCharsets.US_ASCII), body);
        } catch (ClosedByInterruptException e) {
            // As the WebAssembly's runtime says it.
            throw new ChicoryInterruptedException("Thread interrupted");
        } catch (IOException e) {
            throw new EvaluationException("the OPA that evaluates it did not answer: " + e.getMessage());
        }
    }

    /** OPA stops an evaluation when its connection is closed. */
    private byte[] exchange(byte[] head, byte[] body) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(folder.resolve("s")));
            for (var part : List.of(ByteBuffer.wrap(head), ByteBuffer.wrap(body))) {
                while (part.hasRemaining()) {
                    channel.write(part);
                }
            }
            return body(read(channel));
        }
    }

    private static byte[] read(SocketChannel channel) throws IOException {
        var answer = new ByteArrayOutputStream();
        var buffer = ByteBuffer.allocate(8192);
        while (channel.read(buffer) >= 0) {
            answer.write(buffer.array(), 0, buffer.position());
            buffer.clear();
            if (answer.size() > MAX_ANSWER) {
                throw new EvaluationException("the result is larger than %d bytes".formatted(MAX_ANSWER));
            }
        }
        return answer.toByteArray();
    }

    /** What follows the empty line. */
    private static byte[] body(byte[] answer) throws IOException {
        for (int i = 0; i + 3 < answer.length; i++) {
            if (answer[i] == '\r' && answer[i + 1] == '\n' && answer[i + 2] == '\r' && answer[i + 3] == '\n') {
                return Arrays.copyOfRange(answer, i + 4, answer.length);
            }
        }
        throw new IOException("the answer ended early");
    }

    /** The end of what it printed. */
    String lastWords() {
        try {
            var printed = Files.readString(log).strip();
            return printed.isEmpty()
                    ? "it said nothing"
                    : printed.substring(Math.max(0, printed.length() - MAX_LAST_WORDS));
        } catch (IOException | UncheckedIOException e) {
            return "what it said cannot be read";
        }
    }

    /** Ends it, by closing the pipe as the end of this process would. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(log);
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
