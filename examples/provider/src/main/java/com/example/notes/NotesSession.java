package com.example.notes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.provider.CallListener;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.Session;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One server with one token. Every call goes through {@link #send}: there it is bounded, told to the listener, and its
 * failure becomes a {@link CloudException}, typed by what is to be done about it.
 */
final class NotesSession implements Session {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SERVICE = "notes";
    private static final long MAX_ANSWER = 64 * 1024;

    /** An annotation may say anything: what goes into a URL has to be harmless. */
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    private final HttpClient http;
    private final URI server;
    private final String token;
    private final ProviderContext context;

    NotesSession(HttpClient http, URI server, String token, ProviderContext context) {
        this.http = http;
        this.server = server;
        this.token = token;
        this.context = context;
    }

    @Override
    public String account() {
        return server.getAuthority();
    }

    URI url(String name) {
        return server.resolve("/notes/" + name);
    }

    /** Empty when the server says that there is none. */
    <T> Optional<T> find(String operation, String name, Class<T> type) {
        return orGone(() -> send(operation, name, "GET", BodyPublishers.noBody(), null))
                .map(answer -> read(operation, answer, type));
    }

    void create(String operation, String name, Object document) {
        send(operation, name, "PUT", json(document), "If-None-Match");
    }

    void replace(String operation, String name, Object document) {
        send(operation, name, "PUT", json(document), "If-Match");
    }

    /** One that is gone already is as good. */
    void delete(String operation, String name) {
        orGone(() -> send(operation, name, "DELETE", BodyPublishers.noBody(), null));
    }

    private interface Call {
        String answer();
    }

    private static Optional<String> orGone(Call call) {
        try {
            return Optional.of(call.answer());
        } catch (CloudException e) {
            if (e.error() instanceof CloudError.NotFound) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param condition a header that is sent with the value {@code *} */
    private String send(String operation, String name, String method, BodyPublisher body, @Nullable String condition) {
        if (!name.matches(NAME)) {
            throw failed(
                    operation,
                    "InvalidName",
                    new CloudError.Invalid("'" + name + "' is no name of a note", null),
                    null);
        }
        var request = HttpRequest.newBuilder(url(name))
                .timeout(context.limits().call())
                .header("Authorization", "Bearer " + token)
                .method(method, body);
        if (condition != null) {
            request.header(condition, "*");
        }
        var start = System.nanoTime();
        var code = CallListener.OK;
        try {
            return accepted(operation, exchange(operation, request.build()));
        } catch (CloudException e) {
            code = e.code();
            throw e;
        } finally {
            context.calls().called(SERVICE, operation, code, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private HttpResponse<String> exchange(String operation, HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER));
        } catch (IOException e) {
            var message = "%s does not answer (%s)".formatted(server, e);
            throw failed(operation, "Unreachable", new CloudError.Transient(message), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(operation, "Unreachable", new CloudError.Transient("interrupted"), e);
        }
    }

    private String accepted(String operation, HttpResponse<String> answer) {
        // Without this a 404 by any web server would mean: there is no such note, create one.
        if (answer.headers().firstValue("Notes-Server").isEmpty()) {
            var error = new CloudError.Transient(server + " is not a server of notes");
            throw failed(operation, "NotAServerOfNotes", error, null);
        }
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return answer.body();
        }
        throw failed(operation, "Http" + status, error(status, answer.body()), null);
    }

    private static CloudError error(int status, String message) {
        return switch (status) {
            case 400, 422 -> new CloudError.Invalid(message, null);
            case 401, 403 -> new CloudError.Denied(message);
            case 404 -> new CloudError.NotFound(message);
            case 409, 412 -> new CloudError.Conflict(message);
            case 429 -> new CloudError.Throttled(message, null);
            default -> new CloudError.Transient(message);
        };
    }

    private static CloudException failed(String operation, String code, CloudError error, @Nullable Throwable cause) {
        return new CloudException(error, SERVICE, operation, code, null, cause);
    }

    private static <T> T read(String operation, String answer, Class<T> type) {
        try {
            return JSON.readValue(answer, type);
        } catch (JsonProcessingException e) {
            throw failed(operation, "Unreadable", new CloudError.Transient("the answer is not a note"), e);
        }
    }

    private static BodyPublisher json(Object document) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
