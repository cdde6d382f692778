package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/** {@code io.jwt.*}: signed tokens, read, verified and made. */
final class JwtBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = all();

    private static final String JWT = "JWT";
    private static final int MAX_NESTED = 10;
    private static final Arr UNVERIFIED =
            new Arr(List.of(new Bool(false), ObjectBuiltins.object(Map.of()), ObjectBuiltins.object(Map.of())));

    private JwtBuiltins() {}

    private static Map<String, HostBuiltins.Builtin> all() {
        var all = new HashMap<String, HostBuiltins.Builtin>();
        all.put("io.jwt.decode", call -> decode(call.text(0), 0));
        all.put("io.jwt.decode_verify", JwtBuiltins::decodeVerify);
        all.put("io.jwt.encode_sign", JwtBuiltins::encodeSign);
        all.put("io.jwt.encode_sign_raw", JwtBuiltins::encodeSignRaw);
        Arrays.stream(JwtAlgorithm.values())
                .forEach(a -> all.put(
                        "io.jwt.verify_" + a.name().toLowerCase(java.util.Locale.ROOT), call -> verify(call, a)));
        return Map.copyOf(all);
    }

    /** The three parts of a token, of which the header is read. */
    private record Token(String header, String payload, String signature) {
        static Token of(String text) {
            var parts = text.split("\\.", -1);
            if (parts.length != 3) {
                throw new BuiltinError("encoded JWT must have 3 sections, found %d".formatted(parts.length));
            }
            return new Token(parts[0], parts[1], parts[2]);
        }

        byte[] signed() {
            return EncodingBuiltins.bytes(header + "." + payload);
        }

        byte[] signatureBytes() {
            return EncodingBuiltins.base64url(signature);
        }

        Obj readHeader() {
            var read = object(header);
            if (read.fields().containsKey(new Str("enc"))) {
                throw new BuiltinError("JWT is a JWE object, which is not supported");
            }
            return read;
        }

        String payloadText() {
            return new String(EncodingBuiltins.base64url(payload), StandardCharsets.UTF_8);
        }

        private static Obj object(String encoded) {
            return JwtBuiltins.object(new String(EncodingBuiltins.base64url(encoded), StandardCharsets.UTF_8));
        }
    }

    private static Obj object(String json) {
        if (GoJson.parse(json) instanceof Obj object) {
            return object;
        }
        throw new BuiltinError("decoded JSON type was not an Object");
    }

    /** What a header says, of which each field must be of its type. */
    private record Header(Obj fields) {
        static Header of(Token token) {
            var header = new Header(token.readHeader());
            List.of("alg", "kid", "typ", "cty").forEach(header::text);
            header.critical();
            return header;
        }

        String text(String name) {
            var value = fields.fields().get(new Str(name));
            return value == null ? "" : Call.text(value);
        }

        List<RegoValue> critical() {
            var value = fields.fields().get(new Str("crit"));
            if (value == null) {
                return List.of();
            }
            if (value instanceof Arr(var items) && !items.isEmpty() && items.getFirst() instanceof Str) {
                return items;
            }
            throw new BuiltinError("crit: must be a nonempty list");
        }

        boolean isValid() {
            var known = List.of("alg", "kid", "typ", "cty", "crit");
            return !text("alg").isEmpty()
                    && critical().stream()
                            .noneMatch(c -> c instanceof Str s
                                    && !known.contains(s.value())
                                    && fields.fields().containsKey(s));
        }
    }

    private static RegoValue decode(String text, int depth) {
        var token = Token.of(text);
        var header = token.readHeader();
        var payload = token.payloadText();
        var type = header.fields().get(new Str("cty"));
        if (type != null && Call.text(type).equals(JWT)) {
            if (depth >= MAX_NESTED) {
                throw new BuiltinError("the token is nested too deeply");
            }
            return decode(payload.replaceFirst("^[\"']++", "").replaceFirst("[\"']++$", ""), depth + 1);
        }
        var signature = new Str(HexFormat.of().formatHex(token.signatureBytes()));
        return new Arr(List.of(header, object(payload), signature));
    }

    private static RegoValue verify(Call call, JwtAlgorithm algorithm) {
        var token = Token.of(call.text(0));
        var key = call.text(1);
        if (algorithm.name().startsWith("HS")) {
            return new Bool(algorithm.verifies(secret(key), token.signed(), token.signatureBytes()));
        }
        var candidates = JwtKeys.parse(key);
        var signature = token.signatureBytes();
        var header = Header.of(token);
        return new Bool(verifies(candidates, header, c -> algorithm.verifies(c.key(), token.signed(), signature)));
    }

    private static Key secret(String text) {
        var bytes = EncodingBuiltins.bytes(text);
        return new SecretKeySpec(bytes.length == 0 ? new byte[1] : bytes, "HMAC");
    }

    private interface Check {
        boolean passes(JwtKeys.Candidate candidate);
    }

    /** A key that the header names is the only one that counts. */
    private static boolean verifies(List<JwtKeys.Candidate> candidates, Header header, Check check) {
        var named = candidates.stream()
                .filter(c -> !header.text("kid").isEmpty() && c.id().equals(header.text("kid")))
                .findFirst();
        if (named.isPresent()) {
            return check.passes(named.get());
        }
        return candidates.stream()
                .filter(c -> c.algorithm().isEmpty() || c.algorithm().equals(header.text("alg")))
                .anyMatch(check::passes);
    }

    /** @param keys nothing where a secret is wanted */
    private record Constraints(Map<String, String> texts, List<JwtKeys.Candidate> keys, BigDecimal time) {
        static Constraints of(Call call) {
            var texts = new HashMap<String, String>();
            var time = new BigDecimal(Timestamps.nanos(call.now()).text());
            for (var field : call.object(1).fields().entrySet()) {
                switch (Call.text(field.getKey())) {
                    case "cert", "secret", "alg", "iss", "aud" ->
                        texts.put(Call.text(field.getKey()), Call.text(field.getValue()));
                    case "time" -> time = time(field.getValue());
                    default -> throw new BuiltinError("unknown token validation constraint: " + field.getKey());
                }
            }
            var keys = texts.containsKey("cert") ? JwtKeys.parse(texts.get("cert")) : List.<JwtKeys.Candidate>of();
            if (texts.containsKey("cert") == !texts.getOrDefault("secret", "").isEmpty()) {
                throw new BuiltinError(texts.containsKey("cert") ? "duplicate key constraints" : "no key constraint");
            }
            return new Constraints(texts, keys, time);
        }

        private static BigDecimal time(RegoValue value) {
            if (value instanceof Num number && number.value().signum() >= 0) {
                return number.bounded();
            }
            throw new BuiltinError("token time constraint: must be a number that is not negative");
        }

        String text(String name) {
            return texts.getOrDefault(name, "");
        }

        boolean verify(Header header, Token token) {
            var signature = token.signatureBytes();
            var algorithm = JwtAlgorithm.named(header.text("alg"));
            if (algorithm.isEmpty()) {
                return false;
            }
            if (!texts.containsKey("cert")) {
                return algorithm.get().verifies(secret(text("secret")), token.signed(), signature);
            }
            return verifies(keys, header, c -> algorithm.get().verifies(c.key(), token.signed(), signature));
        }

        /** Whether the claims of a payload fit. */
        boolean admit(Obj payload) {
            var issuer = payload.fields().get(new Str("iss"));
            if (!text("iss").isEmpty() && (issuer == null || !Call.text(issuer).equals(text("iss")))) {
                return false;
            }
            var audience = payload.fields().get(new Str("aud"));
            if (audience == null ? !text("aud").isEmpty() : !isFor(audience)) {
                return false;
            }
            return compare(payload, "exp") < 0 && compare(payload, "nbf") <= 0;
        }

        private boolean isFor(RegoValue audience) {
            return switch (audience) {
                case Str s -> s.value().equals(text("aud"));
                case Arr a -> a.items().contains(new Str(text("aud")));
                default -> false;
            };
        }

        /** Negative when now is before it expires, or after it begins, or it says nothing. */
        private int compare(Obj payload, String claim) {
            var value = payload.fields().get(new Str(claim));
            if (value == null) {
                return -1;
            }
            if (!(value instanceof Num number)) {
                throw new BuiltinError(claim + " value must be a number");
            }
            // As Go's floating point has it.
            var now = new BigDecimal(Double.toString(time.doubleValue() / 1_000_000_000));
            var order = now.compareTo(number.bounded());
            return claim.equals("exp") ? order : -order;
        }
    }

    private static RegoValue decodeVerify(Call call) {
        var text = call.text(0);
        var constraints = Constraints.of(call);
        for (int depth = 0; depth < MAX_NESTED; depth++) {
            var token = Token.of(text);
            var header = Header.of(token);
            if (!header.isValid()
                    || (!constraints.text("alg").isEmpty()
                            && !constraints.text("alg").equals(header.text("alg")))
                    || !constraints.verify(header, token)) {
                return UNVERIFIED;
            }
            if (!header.text("cty").equalsIgnoreCase(JWT)) {
                var payload = object(token.payloadText());
                return constraints.admit(payload)
                        ? new Arr(List.of(new Bool(true), header.fields(), payload))
                        : UNVERIFIED;
            }
            text = token.payloadText();
        }
        throw new BuiltinError("the token is nested too deeply");
    }

    private static RegoValue encodeSign(Call call) {
        return sign(GoJson.write(call.argument(0)), GoJson.write(call.argument(1)), GoJson.write(call.argument(2)));
    }

    private static RegoValue encodeSignRaw(Call call) {
        var key = call.text(2);
        var header = call.text(0);
        return sign(header, call.text(1), key);
    }

    private static RegoValue sign(String headerText, String payload, String key) {
        var keys = JwtKeys.parse(key);
        if (keys.isEmpty()) {
            throw new BuiltinError("no keys found in JWK set");
        }
        var header = object(headerText).fields();
        var algorithm = header.get(new Str("alg")) instanceof Str(var name) ? JwtAlgorithm.named(name) : null;
        if (algorithm == null || algorithm.isEmpty()) {
            throw new BuiltinError("missing or invalid 'alg' header");
        }
        if (!(header.get(new Str("typ")) instanceof Str(var type)) || type.equals(JWT)) {
            GoJson.parse(payload);
        }
        var encoder = Base64.getUrlEncoder().withoutPadding();
        var signed = encoder.encodeToString(EncodingBuiltins.bytes(headerText)) + "."
                + encoder.encodeToString(EncodingBuiltins.bytes(payload));
        var signature = algorithm.get().sign(keys.getFirst().key(), EncodingBuiltins.bytes(signed));
        return new Str(signed + "." + encoder.encodeToString(signature));
    }
}
