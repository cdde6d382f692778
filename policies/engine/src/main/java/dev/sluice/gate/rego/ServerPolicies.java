package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gate.rego.RegoPolicySet.Judging;
import dev.sluice.gate.rego.WasmInstance.EvaluationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks the policies that run on an OPA beside this process, one by one. */
final class ServerPolicies {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable OpaServer server;

    /** More at once would only share the time that each of them has. */
    private final Semaphore permits =
            new Semaphore(Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 16));

    /** @param server null where no policy runs on one */
    ServerPolicies(@Nullable OpaServer server) {
        this.server = server;
    }

    void judge(List<Judging> judging, Input input, long deadline, Verdict verdict) {
        for (var one : judging) {
            var policy = one.policy().policy();
            try {
                if (!permits.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    verdict.failed(policy, "the OPA that evaluates it was busy");
                    continue;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for OPA", e);
            }
            try {
                var limit = RegoPolicySet.limit(one.policy(), deadline, verdict);
                if (limit != null) {
                    verdict.add(policy, ask(one, input, limit));
                }
            } catch (RuntimeException e) {
                verdict.failed(policy, e.getMessage() == null ? e.toString() : e.getMessage());
            } finally {
                permits.release();
            }
        }
    }

    private JsonNode ask(Judging judging, Input input, Duration limit) {
        if (server == null) {
            throw new EvaluationException("its code is not loaded");
        }
        var path = "/v1/data/" + judging.policy().module().entrypoint();
        var answer = answer(server.ask(path, question(judging, input), limit));
        var result = answer.get("result");
        if (result == null || !result.isObject()) {
            // A policy that has nothing to say says so with an object; no result is an error or a policy that is
            // missing.
            throw new EvaluationException(why(answer));
        }
        return result;
    }

    private static JsonNode answer(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new EvaluationException("the result is not readable JSON");
        }
    }

    private static String why(JsonNode answer) {
        var first = answer.path("errors").path(0).path("message").asText("");
        return first.isEmpty() ? answer.path("message").asText("OPA does not know it") : first;
    }

    private static byte[] question(Judging judging, Input input) {
        var text = new ByteArrayOutputStream();
        var parameters = judging.policy().policy().parametersJson().getBytes(StandardCharsets.UTF_8);
        text.writeBytes(ascii("{\"input\":{\"input\":{\"review\":"));
        text.writeBytes(input.review());
        text.writeBytes(ascii(",\"change\":"));
        text.writeBytes(input.change());
        text.writeBytes(ascii(",\"parameters\":"));
        text.writeBytes(parameters);
        text.writeBytes(ascii("},\"data\":"));
        text.writeBytes(judging.data());
        text.writeBytes(ascii("}}"));
        return text.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
