package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request as {@code http.send} takes it. */
record HttpRequest(Obj fields, String method, GoUrl url, Map<RegoValue, RegoValue> headers) {
    private static final Set<String> KNOWN = Set.of(
            "method",
            "url",
            "body",
            "enable_redirect",
            "force_json_decode",
            "force_yaml_decode",
            "headers",
            "raw_body",
            "tls_use_system_certs",
            "tls_ca_cert",
            "tls_ca_cert_file",
            "tls_ca_cert_env_variable",
            "tls_client_cert",
            "tls_client_cert_file",
            "tls_client_cert_env_variable",
            "tls_client_key",
            "tls_client_key_file",
            "tls_client_key_env_variable",
            "tls_insecure_skip_verify",
            "tls_server_name",
            "timeout",
            "cache",
            "force_cache",
            "force_cache_duration_seconds",
            "raise_error",
            "caching_mode",
            "max_retry_attempts",
            "cache_ignored_headers");
    private static final Set<String> REQUIRED = Set.of("method", "url");

    static HttpRequest of(Obj request) {
        var unknown = request.fields().keySet().stream()
                .filter(k -> !(k instanceof Str(var name) && KNOWN.contains(name)))
                .map(RegoValue::toString)
                .toList();
        if (!unknown.isEmpty()) {
            throw new BuiltinError("operand 1 invalid request parameters(s): {" + String.join(", ", unknown) + "}");
        }
        var missing = new TreeSet<>(REQUIRED);
        missing.removeIf(name -> request.fields().containsKey(new Str(name)));
        if (!missing.isEmpty()) {
            throw new BuiltinError("operand 1 missing required request parameters(s): " + shown(missing));
        }
        var invalid = new TreeSet<>(REQUIRED);
        invalid.removeIf(name -> request.fields().get(new Str(name)) instanceof Str);
        if (!invalid.isEmpty()) {
            throw new BuiltinError("operand 1 invalid values for required request parameters(s): " + shown(invalid));
        }
        var headers = request.fields().get(new Str("headers"));
        if (headers != null && !(headers instanceof Obj)) {
            throw new BuiltinError("operand 0 must be object");
        }
        return new HttpRequest(
                request,
                text(request, "method"),
                GoUrl.of(text(request, "url")),
                headers instanceof Obj(var fields) ? fields : Map.of());
    }

    static String shown(Collection<String> names) {
        return names.stream().map(GoText::quote).collect(Collectors.joining(", ", "{", "}"));
    }

    private static String text(Obj request, String name) {
        return request.fields().get(new Str(name)) instanceof Str(var text) ? text : "";
    }

    @Nullable
    RegoValue field(String name) {
        return fields.fields().get(new Str(name));
    }

    /** The raw one, if any, before one that is written as JSON. */
    String body() {
        var raw = field("raw_body");
        if (raw != null) {
            return raw instanceof Str(var text) ? text : "";
        }
        var body = field("body");
        return body == null ? "" : GoJson.write(body);
    }

    Obj with(String name, RegoValue value) {
        var all = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
        all.putAll(fields.fields());
        all.put(new Str(name), value);
        return new Obj(all);
    }
}
