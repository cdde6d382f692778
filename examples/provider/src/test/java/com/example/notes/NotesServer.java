package com.example.notes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The "cloud" of this example: notes in memory, each under {@code /notes/NAME}. It needs nothing but a JDK:
 *
 * <pre>java NotesServer.java 8700 secret-token</pre>
 */
public final class NotesServer implements AutoCloseable {
    private final Map<String, String> notes = new ConcurrentHashMap<>();
    private final HttpServer server;
    private final String token;

    public NotesServer(int port, String token) throws IOException {
        this.token = token;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/notes/", this::answer);
        server.start();
    }

    public static void main(String[] arguments) throws IOException {
        var server = new NotesServer(Integer.parseInt(arguments[0]), arguments[1]);
        System.out.println("notes at " + server.url());
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The notes, as JSON by name; what is done to them was done by somebody else. */
    public Map<String, String> notes() {
        return notes;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange call) throws IOException {
        try (call) {
            call.getResponseHeaders().add("Notes-Server", "1");
            var name = call.getRequestURI().getPath().substring("/notes/".length());
            if (!("Bearer " + token).equals(call.getRequestHeaders().getFirst("Authorization"))) {
                text(call, 401, "the token is wrong");
                return;
            }
            switch (call.getRequestMethod()) {
                case "GET" -> found(call, name, notes.get(name));
                case "DELETE" -> found(call, name, notes.remove(name));
                case "PUT" -> put(call, name, new String(call.getRequestBody().readAllBytes(), UTF_8));
                default -> text(call, 405, "GET, PUT and DELETE");
            }
        }
    }

    private void put(HttpExchange call, String name, String note) throws IOException {
        // The server has a color of its own for a note that has none.
        var whole = note.contains("\"color\"") ? note : note.replaceFirst("\\{", "{\"color\":\"yellow\",");
        var isThere = notes.containsKey(name);
        if (call.getRequestHeaders().containsKey("If-None-Match") && isThere) {
            text(call, 412, "there is a note named " + name + " already");
        } else if (call.getRequestHeaders().containsKey("If-Match") && !isThere) {
            text(call, 412, "there is no note named " + name);
        } else {
            notes.put(name, whole);
            text(call, isThere ? 200 : 201, whole);
        }
    }

    private static void found(HttpExchange call, String name, String note) throws IOException {
        if (note == null) {
            text(call, 404, "there is no note named " + name);
        } else {
            text(call, 200, note);
        }
    }

    private static void text(HttpExchange call, int status, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        call.sendResponseHeaders(status, bytes.length);
        call.getResponseBody().write(bytes);
    }
}
