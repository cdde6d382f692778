package dev.sluice.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Serves one repository over Git's HTTP protocol, as long as it wants to. */
final class GitOverHttp implements AutoCloseable {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Origin origin;
    private final AtomicInteger packs = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String credentials = "";
    private volatile int status = OK;
    private volatile boolean silent;

    GitOverHttp(Origin origin) {
        this.origin = origin;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/infra.git".formatted(server.getAddress().getPort());
    }

    /** Asks for these from now on. */
    void require(String username, String password) {
        credentials = "Basic " + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(UTF_8));
    }

    /** Answers everything with this HTTP status; 200 works again. */
    void answer(int newStatus) {
        status = newStatus;
    }

    /** Takes requests and does not answer them. */
    void fallSilent() {
        silent = true;
    }

    /** How many packs were asked for. */
    int packs() {
        return packs.get();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (silent) {
                closed.await();
            } else if (status != OK) {
                exchange.sendResponseHeaders(status, -1);
            } else if (!credentials.isEmpty()
                    && !credentials.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(UNAUTHORIZED, -1);
            } else {
                serve(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        var upload = new UploadPack(origin.repository());
        upload.setBiDirectionalPipe(false);
        var headers = exchange.getResponseHeaders();
        headers.set("Cache-Control", "no-cache");
        if (exchange.getRequestURI().getPath().endsWith("/info/refs")) {
            headers.set("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(OK, 0);
            var lines = new PacketLineOut(exchange.getResponseBody());
            lines.writeString("# service=git-upload-pack\n");
            lines.end();
            upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
        } else {
            packs.incrementAndGet();
            var zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            var in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
            headers.set("Content-Type", "application/x-git-upload-pack-result");
            exchange.sendResponseHeaders(OK, 0);
            upload.upload(in, exchange.getResponseBody(), null);
        }
    }
}
