package dev.sluice.gate.rego;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code providers.aws.sign_req}: requests with version 4 of AWS's signatures. */
final class AwsBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.of("providers.aws.sign_req", AwsBuiltins::sign);

    private static final Set<String> REQUIRED =
            Set.of("aws_service", "aws_access_key", "aws_secret_access_key", "aws_region");

    /** May change on their way. */
    private static final Set<String> UNSIGNED = Set.of("authorization", "user-agent", "x-amzn-trace-id");

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long NANOS = 1_000_000_000;

    private AwsBuiltins() {}

    private static RegoValue sign(Call call) {
        var request = HttpRequest.of(call.object(0));
        var config = config(call.object(1));
        var headers = headers(request);
        var signature = signature(request, config, instant(call), headers);
        var signed = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
        headers.forEach((name, value) -> signed.put(new Str(name), new Str(value)));
        signature.forEach((name, value) -> signed.put(new Str(name), new Str(value)));
        return request.with("headers", new Obj(signed));
    }

    private static Obj config(Obj config) {
        var missing = new TreeSet<>(REQUIRED);
        missing.removeIf(name -> config.fields().containsKey(new Str(name)));
        if (!missing.isEmpty()) {
            throw new BuiltinError(
                    "operand 2 missing required AWS config parameters(s): " + HttpRequest.shown(missing));
        }
        var invalid = new TreeSet<>(REQUIRED);
        invalid.removeIf(name -> config.fields().get(new Str(name)) instanceof Str);
        if (!invalid.isEmpty()) {
            throw new BuiltinError(
                    "operand 2 invalid values for required AWS config parameters(s): " + HttpRequest.shown(invalid));
        }
        return config;
    }

    private static Instant instant(Call call) {
        try {
            var nanos = Long.parseLong(call.number(2).text());
            return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
        } catch (NumberFormatException e) {
            throw new BuiltinError("operand 3 could not convert time_ns value into a unix timestamp");
        }
    }

    private static Map<String, String> headers(HttpRequest request) {
        var headers = new TreeMap<String, String>();
        request.headers().forEach((name, value) -> headers.put(text(name), text(value)));
        return headers;
    }

    private static String text(@Nullable RegoValue value) {
        return value instanceof Str(var text) ? text : "";
    }

    private static String text(Obj config, String name) {
        return text(config.fields().get(new Str(name)));
    }

    private static String payload(HttpRequest request, Obj config) {
        var disabled = config.fields().get(new Str("disable_payload_signing"));
        if (disabled != null && !(disabled instanceof Bool)) {
            throw new BuiltinError("operand 2 invalid value for 'disable_payload_signing' in AWS config");
        }
        return disabled instanceof Bool(var yes) && yes ? "UNSIGNED-PAYLOAD" : sha256(request.body());
    }

    /** The headers that are added. */
    private static Map<String, String> signature(
            HttpRequest request, Obj config, Instant at, Map<String, String> headers) {
        var payload = payload(request, config);
        var service = text(config, "aws_service");
        var added = new TreeMap<String, String>();
        added.put("host", request.url().host());
        added.put("x-amz-date", MOMENT.format(at));
        if (service.equals("s3") || service.equals("glacier")) {
            added.put("x-amz-content-sha256", payload);
        }
        if (!text(config, "aws_session_token").isEmpty()) {
            added.put("x-amz-security-token", text(config, "aws_session_token"));
        }
        var covered = new TreeMap<>(added);
        headers.forEach((name, value) -> covered.put(name.toLowerCase(Locale.ROOT), value));
        covered.keySet().removeAll(UNSIGNED);
        var names = String.join(";", covered.keySet());
        var scope = "%s/%s/%s/aws4_request".formatted(DAY.format(at), text(config, "aws_region"), service);
        var canonical = canonical(request, covered, names, payload);
        var toSign = "AWS4-HMAC-SHA256\n" + MOMENT.format(at) + "\n" + scope + "\n" + sha256(canonical);
        var key = key(config, service, at);
        added.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/%s,SignedHeaders=%s,Signature=%s"
                        .formatted(
                                text(config, "aws_access_key"),
                                scope,
                                names,
                                HexFormat.of().formatHex(hmac(toSign, key))));
        return added;
    }

    private static String canonical(HttpRequest request, Map<String, String> headers, String names, String payload) {
        var text = new StringBuilder(request.method())
                .append('\n')
                .append(request.url().escapedPath())
                .append('\n')
                .append(request.url().query())
                .append('\n');
        headers.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        return text.append('\n').append(names).append('\n').append(payload).toString();
    }

    private static byte[] key(Obj config, String service, Instant at) {
        var key = ("AWS4" + text(config, "aws_secret_access_key")).getBytes(UTF_8);
        key = hmac(DAY.format(at), key);
        key = hmac(text(config, "aws_region"), key);
        key = hmac(service, key);
        return hmac("aws4_request", key);
    }

    private static byte[] hmac(String message, byte[] key) {
        return CryptoBuiltins.hmac(message.getBytes(UTF_8), key, "HmacSHA256");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", e);
        }
    }
}
