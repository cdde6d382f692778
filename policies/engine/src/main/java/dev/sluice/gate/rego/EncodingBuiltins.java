package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Base64, hexadecimal digits, URLs and YAML. */
final class EncodingBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.ofEntries(
            Map.entry("base64.decode", call -> utf8(base64(call.text(0), Base64.getDecoder()))),
            Map.entry("base64.is_valid", EncodingBuiltins::isBase64),
            Map.entry("base64url.decode", call -> utf8(base64url(call.text(0)))),
            Map.entry(
                    "base64url.encode_no_pad",
                    call -> new Str(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(call.text(0))))),
            Map.entry("hex.encode", call -> new Str(HexFormat.of().formatHex(bytes(call.text(0))))),
            Map.entry("hex.decode", EncodingBuiltins::unhex),
            Map.entry("urlquery.encode", call -> new Str(GoUrl.escape(call.text(0), GoUrl.Part.QUERY))),
            Map.entry("urlquery.decode", call -> new Str(GoUrl.unescape(call.text(0), GoUrl.Part.QUERY))),
            Map.entry("urlquery.encode_object", EncodingBuiltins::encodeQuery),
            Map.entry("urlquery.decode_object", EncodingBuiltins::decodeQuery),
            Map.entry("uri.parse", call -> ObjectBuiltins.object(GoUrl.parse(call.text(0)))),
            Map.entry("uri.is_valid", EncodingBuiltins::isUri),
            Map.entry("yaml.marshal", call -> new Str(GoYaml.write(call.argument(0)))),
            Map.entry("yaml.unmarshal", call -> GoYaml.parse(call.text(0))),
            Map.entry("yaml.is_valid", EncodingBuiltins::isYaml));

    private EncodingBuiltins() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Str utf8(byte[] bytes) {
        return new Str(new String(bytes, StandardCharsets.UTF_8));
    }

    /** Go wants the padding, and passes over line ends. */
    static byte[] base64(String text, Base64.Decoder decoder) {
        var plain = text.replace("\n", "").replace("\r", "");
        if (plain.length() % 4 != 0) {
            throw new BuiltinError("illegal base64 data at input byte " + plain.length());
        }
        try {
            return decoder.decode(plain);
        } catch (IllegalArgumentException e) {
            throw new BuiltinError("illegal base64 data");
        }
    }

    /** With or without padding. */
    static byte[] base64url(String text) {
        if (text.endsWith("=")) {
            return base64(text, Base64.getUrlDecoder());
        }
        return switch (bytes(text).length % 4) {
            case 0 -> base64(text, Base64.getUrlDecoder());
            case 2 -> base64(text + "==", Base64.getUrlDecoder());
            case 3 -> base64(text + "=", Base64.getUrlDecoder());
            default -> throw new BuiltinError("illegal base64url string: " + text);
        };
    }

    private static RegoValue isBase64(Call call) {
        try {
            base64(call.text(0), Base64.getDecoder());
            return Call.bool(true);
        } catch (BuiltinError e) {
            return Call.bool(false);
        }
    }

    private static RegoValue unhex(Call call) {
        try {
            return utf8(HexFormat.of().parseHex(call.text(0)));
        } catch (IllegalArgumentException e) {
            throw new BuiltinError("encoding/hex: invalid byte");
        }
    }

    private static RegoValue isUri(Call call) {
        try {
            return Call.bool(!call.text(0).isEmpty() && GoUrl.parse(call.text(0)) != null);
        } catch (BuiltinError e) {
            return Call.bool(false);
        }
    }

    private static RegoValue isYaml(Call call) {
        try {
            GoYaml.parse(call.text(0));
            return Call.bool(true);
        } catch (BuiltinError e) {
            return Call.bool(false);
        }
    }

    private static RegoValue encodeQuery(Call call) {
        var pairs = new ArrayList<String>();
        call.object(0).fields().forEach((key, value) -> {
            var name = key instanceof Str s ? s.value() : GoJson.write(key);
            var values = value instanceof Str ? List.of(value) : queryValues(value);
            values.forEach(v -> pairs.add(
                    GoUrl.escape(name, GoUrl.Part.QUERY) + "=" + GoUrl.escape(Call.text(v), GoUrl.Part.QUERY)));
        });
        return new Str(String.join("&", pairs));
    }

    private static List<RegoValue> queryValues(RegoValue value) {
        if (value instanceof Obj) {
            throw new BuiltinError("operand 1 values must be string, array[string], or set[string]");
        }
        return Call.members(value);
    }

    private static RegoValue decodeQuery(Call call) {
        var object = new HashMap<String, RegoValue>();
        GoUrl.parseQuery(call.text(0)).forEach((name, values) -> object.put(name, Call.strings(values)));
        return ObjectBuiltins.object(object);
    }
}
