package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Str;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** URLs as Go's {@code net/url} reads them. */
final class GoUrl {
    enum Part {
        PATH("-_.~$&+,/:;=@"),
        HOST("!$&'()*+,;=:[]<>\"-_.~"),
        ZONE("!$&'()*+,;=:[]<>\"-_.~"),
        USER("-_.~$&+,;="),
        QUERY("-_.~"),
        FRAGMENT("-_.~$&+,/:;=?@!()*");

        private final String plain;

        Part(String plain) {
            this.plain = plain;
        }

        boolean isEscaped(int c) {
            return !isLetter(c) && !(c >= '0' && c <= '9') && plain.indexOf(c) < 0;
        }

        static boolean isLetter(int c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
    }

    private final Map<String, RegoValue> parts = new HashMap<>();
    private String scheme = "";
    private String host = "";
    private String rawPath = "";
    private String query = "";

    private GoUrl() {}

    static Map<String, RegoValue> parse(String text) {
        return of(text).parts;
    }

    static GoUrl of(String text) {
        var url = new GoUrl();
        var hash = text.indexOf('#');
        url.read(hash < 0 ? text : text.substring(0, hash));
        if (hash >= 0) {
            url.put("fragment", unescape(text.substring(hash + 1), Part.FRAGMENT));
        }
        return url;
    }

    String scheme() {
        return scheme;
    }

    /** With the port, where there is one. */
    String host() {
        return host;
    }

    String query() {
        return query;
    }

    String path() {
        return unescape(rawPath, Part.PATH);
    }

    /** As written where that is a right way to write it. */
    String escapedPath() {
        var isValid = rawPath.chars()
                .allMatch(c -> "!$&'()*+,;=:@[]%".indexOf(c) >= 0 || (c < 0x80 && !Part.PATH.isEscaped(c)));
        return isValid || rawPath.equals("*") ? rawPath : escape(path(), Part.PATH);
    }

    private void put(String name, String value) {
        if (!value.isEmpty()) {
            parts.put(name, new Str(value));
        }
    }

    private void read(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            throw new BuiltinError("net/url: invalid control character in URL");
        }
        if (text.equals("*")) {
            path(text);
            return;
        }
        var rest = query(text.substring(scheme(text)));
        if (!rest.startsWith("/")) {
            if (!scheme.isEmpty()) {
                return;
            }
            if (rest.split("/", 2)[0].contains(":")) {
                throw new BuiltinError("first path segment in URL cannot contain colon");
            }
        }
        if (rest.startsWith("//") && (!scheme.isEmpty() || !rest.startsWith("///"))) {
            var slash = rest.indexOf('/', 2);
            authority(slash < 0 ? rest.substring(2) : rest.substring(2, slash));
            rest = slash < 0 ? "" : rest.substring(slash);
        }
        path(rest);
    }

    /** Where the scheme ends. */
    private int scheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == ':') {
                if (i == 0) {
                    throw new BuiltinError("missing protocol scheme");
                }
                scheme = text.substring(0, i).toLowerCase(Locale.ROOT);
                put("scheme", scheme);
                return i + 1;
            }
            if (!Part.isLetter(c) && (i == 0 || "0123456789+-.".indexOf(c) < 0)) {
                return 0;
            }
        }
        return 0;
    }

    private String query(String text) {
        var mark = text.indexOf('?');
        if (mark >= 0 && mark < text.length() - 1) {
            query = text.substring(mark + 1);
            put("raw_query", query);
        }
        return mark < 0 ? text : text.substring(0, mark);
    }

    private void path(String raw) {
        rawPath = raw;
        var path = unescape(raw, Part.PATH);
        put("path", path);
        put("raw_path", escape(path, Part.PATH).equals(raw) ? path : raw);
    }

    private void authority(String text) {
        var at = text.lastIndexOf('@');
        host = host(text.substring(at + 1));
        if (at >= 0) {
            var user = text.substring(0, at);
            if (user.codePoints().anyMatch(c -> Part.QUERY.isEscaped(c) && ":!$&'()*+,;=%@".indexOf(c) < 0)) {
                throw new BuiltinError("net/url: invalid userinfo");
            }
            unescape(user, Part.USER);
        }
        var colon = host.lastIndexOf(':');
        var hasPort = colon >= 0 && isOptionalPort(host.substring(colon));
        var name = hasPort ? host.substring(0, colon) : host;
        put("port", hasPort ? host.substring(colon + 1) : "");
        put("hostname", name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name);
    }

    private static boolean isOptionalPort(String text) {
        return text.isEmpty()
                || (text.startsWith(":") && text.substring(1).chars().allMatch(c -> c >= '0' && c <= '9'));
    }

    private String host(String text) {
        var open = text.lastIndexOf('[');
        if (open > 0) {
            throw new BuiltinError("invalid IP-literal");
        }
        if (open == 0) {
            return literal(text);
        }
        var first = text.indexOf(':');
        if (first >= 0) {
            var strict = scheme.equals("http") || scheme.equals("https");
            var colon = strict ? first : text.lastIndexOf(':');
            if (!isOptionalPort(text.substring(colon))) {
                throw new BuiltinError("invalid port %s after host".formatted(GoText.quote(text.substring(colon))));
            }
        }
        return unescape(text, Part.HOST);
    }

    private static String literal(String text) {
        var close = text.lastIndexOf(']');
        if (close < 0 || !isOptionalPort(text.substring(close + 1))) {
            throw new BuiltinError("missing ']' in host");
        }
        var name = text.substring(1, close);
        var zone = name.indexOf("%25");
        var address = unescape(zone < 0 ? name : name.substring(0, zone), Part.HOST);
        var plain = address.contains("%") ? address.substring(0, address.indexOf('%')) : address;
        if (!plain.contains(":") || GoNetwork.parseAddress(plain).isEmpty()) {
            throw new BuiltinError("invalid host");
        }
        var suffix = zone < 0 ? "" : unescape(name.substring(zone), Part.ZONE);
        return "[" + address + suffix + "]" + text.substring(close + 1);
    }

    static String escape(String text, Part part) {
        var out = new StringBuilder();
        for (var b : text.getBytes(StandardCharsets.UTF_8)) {
            var c = b & 0xFF;
            if (c == ' ' && part == Part.QUERY) {
                out.append('+');
            } else if (c >= 0x80 || part.isEscaped(c)) {
                out.append("%%%02X".formatted(c));
            } else {
                out.append((char) c);
            }
        }
        return out.toString();
    }

    static String unescape(String text, Part part) {
        var out = new ByteArrayOutputStream();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            var c = bytes[i] & 0xFF;
            if (c == '%') {
                var escaped = escaped(bytes, i, part);
                out.write(escaped);
                i += 2;
            } else if ((part == Part.HOST || part == Part.ZONE) && c < 0x80 && part.isEscaped(c)) {
                throw new BuiltinError("invalid character %s in host name".formatted(GoText.quote("" + (char) c)));
            } else {
                out.write(c == '+' && part == Part.QUERY ? ' ' : c);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int escaped(byte[] bytes, int at, Part part) {
        var high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
        var low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
        var value = high * 16 + low;
        var refused = (part == Part.HOST && high < 8 && value != '%')
                || (part == Part.ZONE && value != '%' && value != ' ' && Part.HOST.isEscaped(value));
        if (high < 0 || low < 0 || refused) {
            throw new BuiltinError("invalid URL escape");
        }
        return value;
    }

    /** The values of each name, in order. */
    static Map<String, List<String>> parseQuery(String query) {
        var values = new TreeMap<String, List<String>>();
        for (var pair : query.split("&", -1)) {
            if (pair.contains(";")) {
                throw new BuiltinError("invalid semicolon separator in query");
            }
            if (!pair.isEmpty()) {
                var equals = pair.indexOf('=');
                var name = unescape(equals < 0 ? pair : pair.substring(0, equals), Part.QUERY);
                values.computeIfAbsent(name, n -> new java.util.ArrayList<>())
                        .add(equals < 0 ? "" : unescape(pair.substring(equals + 1), Part.QUERY));
            }
        }
        return values;
    }
}
