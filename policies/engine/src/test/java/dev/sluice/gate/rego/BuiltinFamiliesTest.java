package dev.sluice.gate.rego;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Families of functions, with operands at the edges of what they take: what they answer is what OPA answers. */
class BuiltinFamiliesTest extends BuiltinDifferential {
    private static final List<String> TEXTS =
            List.of("", "a", "aaa", "foo.bar.baz", "ü世😀ü", "a\nb", "<&>\u2028", "%41+b", "-x-x-");

    /** Each function is asked at least once. */
    static void all(BuiltinDifferential asked) {
        texts(asked);
        expressions(asked);
        networks(asked);
        encodings(asked);
        times(asked);
        objects(asked);
        numbers(asked);
        tokens(asked);
    }

    private static String quoted(String text) {
        try {
            return Fixtures.JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void texts_are_searched_and_split_as_opa_does() throws IOException {
        texts(this);
        assertSame();
    }

    private static void texts(BuiltinDifferential asked) {
        for (var text : TEXTS) {
            for (var part : List.of("", "a", "aa", "ü", ".", "x-", "zz")) {
                asked.call("indexof", quoted(text), quoted(part));
                asked.call("indexof_n", quoted(text), quoted(part));
                for (var n : List.of("0", "1", "2", "-1", "-2", "99", "1.0")) {
                    asked.call("strings.split_n", quoted(text), quoted(part), n);
                }
            }
        }
        for (var number : List.of("0", "-15", "15.9", "-15.9", "18446744073709551617", "1e3", "\"1\"")) {
            for (var base : List.of("2", "8", "10", "16", "3", "10.0", "\"10\"")) {
                asked.call("format_int", number, base);
            }
        }
        asked.wrongTypes("indexof", 2);
        asked.wrongTypes("indexof_n", 2);
    }

    @Test
    void regular_expressions_find_what_opa_finds() throws IOException {
        expressions(this);
        assertSame();
    }

    private static void expressions(BuiltinDifferential asked) {
        var expressions = List.of(
                "",
                "a",
                "a*",
                "(a)(b)?",
                "^a",
                "a$",
                "\\b",
                "[[:alpha:]]+",
                "\\p{L}",
                "(?i)A|ü",
                "(?P<n>a+)",
                "a{2}",
                "x*",
                "(",
                "a{1001}",
                "(?=a)",
                "\\1",
                "[a",
                "(?s).",
                ".",
                "世|😀",
                "\\d+|\\.",
                "a**",
                "\\C");
        for (var expression : expressions) {
            asked.call("regex.is_valid", quoted(expression));
            for (var text : TEXTS) {
                asked.call("regex.match", quoted(expression), quoted(text));
                asked.call("regex.split", quoted(expression), quoted(text));
                for (var n : List.of("-1", "0", "1", "2")) {
                    asked.call("regex.find_n", quoted(expression), quoted(text), n);
                    asked.call("regex.find_all_string_submatch_n", quoted(expression), quoted(text), n);
                }
                for (var replacement :
                        List.of("", "[$0]", "${1}-$2", "$1x", "$n", "${n}!", "$$", "$", "a$", "${", "$01")) {
                    asked.call("regex.replace", quoted(text), quoted(expression), quoted(replacement));
                }
            }
        }
        for (var template : List.of("urn:foo:{.*}", "{a|b}.{c}", "{", "a}", "{(}", "plain.", "{{a}}")) {
            for (var text : List.of("urn:foo:bar:baz", "a.c", "plain.", "plainx", "a")) {
                asked.call("regex.template_match", quoted(template), quoted(text), "\"{\"", "\"}\"");
            }
        }
        asked.call("regex.template_match", "\"<a>\"", "\"a\"", "\"<\"", "\">\"");
        asked.call("regex.template_match", "\"<a>\"", "\"a\"", "\"<<\"", "\">\"");
        var globs = List.of(
                "", "a", "a*", ".*", "a.b", "[a-c]+", "[^a]", "b*c", "\\.", "a**", "[b-a]", "[a", "a+a+", ".+c", "ü*");
        globs.forEach(a -> globs.forEach(b -> asked.call("regex.globs_match", quoted(a), quoted(b))));
        asked.call("glob.quote_meta", quoted("*.github.com{a,b}[!x]?\\"));
        asked.wrongTypes("regex.is_valid", 1);
        asked.wrongTypes("regex.match", 2);
    }

    @Test
    void networks_are_compared_as_opa_does() throws IOException {
        networks(this);
        assertSame();
    }

    private static void networks(BuiltinDifferential asked) {
        var networks = List.of(
                "10.0.0.0/8",
                "10.1.2.3/16",
                "192.168.0.0/32",
                "0.0.0.0/0",
                "2001:db8::/32",
                "::/0",
                "::ffff:10.0.0.0/104",
                "::ffff:10.1.2.3/128",
                "fe80::1/128",
                "10.0.0.0/33",
                "10.0.0/8",
                "10.00.0.0/8",
                "10.0.0.0/08",
                "10.0.0.0",
                "::ffff:1.2.3.4",
                "2001:db8::1",
                "1::2::3/4",
                "a/8",
                "",
                "::1%lo/128");
        for (var a : networks) {
            asked.call("net.cidr_is_valid", quoted(a));
            for (var b : networks) {
                asked.call("net.cidr_contains", quoted(a), quoted(b));
                asked.call("net.cidr_intersects", quoted(a), quoted(b));
                asked.call("net.cidr_contains_matches", quoted(a), "[%s]".formatted(quoted(b)));
            }
        }
        for (var some : List.of(
                "[\"10.0.0.0/25\", \"10.0.0.128/25\"]",
                "[\"10.0.0.1/32\", \"10.0.0.2/32\", \"10.0.0.3/32\"]",
                "{\"2001:db8::/33\", \"2001:db8:8000::/33\"}",
                "[\"192.0.2.7\"]",
                "[]",
                "[1]",
                "[\"2001:db8::1\"]",
                "[\"10.0.0.0/8\", \"2001:db8::/32\", \"10.5.0.0/16\"]")) {
            asked.call("net.cidr_merge", some);
        }
        for (var network : List.of("10.0.0.5/30", "2001:db8::/126", "10.0.0.1/32", "x")) {
            asked.call("net.cidr_expand", quoted(network));
        }
        asked.call(
                "net.cidr_contains_matches",
                "{\"a\": \"10.0.0.0/8\", \"b\": [\"1.0.0.0/8\", 3]}",
                "{[\"10.1.1.1\", 7], \"1.2.3.4\"}");
        asked.wrongTypes("net.cidr_is_valid", 1);
    }

    @Test
    void encodings_are_read_and_written_as_opa_does() throws IOException {
        encodings(this);
        assertSame();
    }

    private static void encodings(BuiltinDifferential asked) {
        for (var text : List.of(
                "", "YQ==", "YQ", "YW", "YWI=", "YWJj", "YW\nJj", "Y Q=", "YQ=", "-_-_", "+/+/", "====", "grüße")) {
            for (var function :
                    List.of("base64.decode", "base64.is_valid", "base64url.decode", "base64url.encode_no_pad")) {
                asked.call(function, quoted(text));
            }
        }
        for (var text : List.of("", "61", "6", "zz", "C3BC", "c3bc")) {
            asked.call("hex.decode", quoted(text));
        }
        TEXTS.forEach(t -> {
            asked.call("urlquery.encode", quoted(t));
            asked.call("urlquery.decode", quoted(t));
        });
        for (var query : List.of("a=1&b=2&a=3", "a", "=", "&&", "a=%zz", "a;b", "ü=%C3%BC", "a=b=c")) {
            asked.call("urlquery.decode_object", quoted(query));
            asked.call("urlquery.decode", quoted(query));
        }
        for (var object : List.of(
                "{}", "{\"a\": \"b c\", \"A\": [\"1\", \"2\"], \"s\": {\"y\", \"x\"}}", "{\"a\": 1}", "{\"a\": [1]}")) {
            asked.call("urlquery.encode_object", object);
        }
        for (var uri : List.of(
                "",
                "http://example.com",
                "HTTP://u:p@h:80/a/b?q=1#f",
                "/p%2Fq",
                "//h/x",
                "mailto:a@b",
                "http://[::1]:8/",
                "http://[::1%25en0]/",
                "http://a b/",
                "http://h:x/",
                ":x",
                "a:b:c",
                "1a:b",
                "http://h?",
                "http://h/a!b",
                "*",
                "http://h/%",
                "http://h:1:2/",
                "x://h:1:2/",
                "http://ü.de/ü",
                "#%zz",
                "a/b:c",
                "a:b/c",
                "b:c/",
                "http://[1.2.3.4]/")) {
            asked.call("uri.parse", quoted(uri));
            asked.call("uri.is_valid", quoted(uri));
        }
        for (var yaml : List.of(
                "a: 1",
                "- x\n- y: [1, 2.5, true, null, ~]",
                "",
                "a: b: c",
                "on: yes",
                "a: 0x10",
                "x: 1e3",
                "a: 'q'\nb: |\n  t\n",
                "{a: 1, b: [c]}",
                "a: &x 1\nb: *x",
                "1: 2",
                "[",
                "\"s\"",
                "a: 1\na: 2")) {
            asked.call("yaml.unmarshal", quoted(yaml));
            asked.call("yaml.is_valid", quoted(yaml));
        }
        for (var value : List.of(
                "1",
                "[1, \"a\", {\"b\": null, \"c\": [true]}]",
                "{\"a\": {\"b\": 1.5}}",
                "\"x\"",
                "{\"l\": [], \"o\": {}}")) {
            asked.call("yaml.marshal", value);
            for (var options : List.of(
                    "{}",
                    "{\"pretty\": true}",
                    "{\"indent\": \"  \"}",
                    "{\"prefix\": \"> \", \"indent\": \"-\"}",
                    "{\"pretty\": false, \"indent\": \" \"}",
                    "{\"x\": 1}",
                    "{\"pretty\": 1}")) {
                asked.call("json.marshal_with_options", value, options);
            }
        }
        asked.call("json.marshal", "{\"b\": {2, 3}, \"a\": [1.50, \"<\\u2028\"], 1: null}");
        asked.call("json.marshal_with_options", "{1: {2, 3}, \"<\": \"\\u2028\"}", "{\"indent\": \"\"}");
        for (var function : List.of(
                "base64.is_valid", "hex.decode", "urlquery.encode", "yaml.is_valid", "uri.is_valid", "uri.parse")) {
            asked.wrongTypes(function, 1);
        }
    }

    @Test
    void times_are_read_and_written_as_opa_does() throws IOException {
        times(this);
        assertSame();
    }

    private static void times(BuiltinDifferential asked) {
        var layouts = List.of(
                "RFC3339",
                "RFC3339Nano",
                "ANSIC",
                "UnixDate",
                "RubyDate",
                "RFC822",
                "RFC822Z",
                "RFC850",
                "RFC1123",
                "RFC1123Z",
                "2006-01-02",
                "02/01/06 3:04PM",
                "Jan _2 15:04:05.000",
                "15:04:05,999999",
                "Monday, January 2 2006 at 03 pm",
                "__2 002 2006",
                "Z0700 -07 -07:00:00",
                "2006-1-2 4:5",
                "Janet Mon",
                "_2006",
                "",
                "plain");
        var zones = List.of("", "UTC", "America/New_York", "Asia/Kolkata", "Europe/Berlin", "Nowhere/Land");
        var instants = List.of(
                "0",
                "1585852421593912000",
                "-9223372036854775808",
                "9223372036854775807",
                "951782400000000000",
                "1.5",
                "1e18",
                "9223372036854775808");
        for (var instant : instants) {
            for (var zone : zones) {
                var at = "[%s, %s]".formatted(instant, quoted(zone));
                asked.call("time.date", at);
                asked.call("time.clock", at);
                asked.call("time.weekday", at);
                asked.call("time.add_date", at, "1", "-2", "31");
                asked.call("time.add_date", at, "0", "1", "0");
                asked.call("time.diff", at, "[1700000000000000000, \"Europe/Berlin\"]");
                layouts.forEach(
                        l -> asked.call("time.format", "[%s, %s, %s]".formatted(instant, quoted(zone), quoted(l))));
            }
            asked.call("time.format", instant);
            asked.call("time.diff", instant, "0");
        }
        var values = List.of(
                "2006-01-02T15:04:05Z",
                "2020-02-29",
                "2019-02-29",
                "29/02/20 3:04PM",
                "Mon Jan  2 15:04:05 2006",
                "Mon Jan _2 15:04:05 2006",
                "02 Jan 06 15:04 MST",
                "02 Jan 06 15:04 GMT+3",
                "02 Jan 06 15:04 -0700",
                "Mon, 02 Jan 2006 15:04:05 CEST",
                "Jan  2 15:04:05.123",
                "Jan 2 15:04:05.1234",
                "15:04:05,5",
                "15:04:05",
                "Monday, January 2 2006 at 03 pm",
                " 33 033 2006",
                "2006-13-01",
                "2006-1-2 4:5",
                "plain",
                "");
        layouts.forEach(l -> values.forEach(v -> asked.call("time.parse_ns", quoted(l), quoted(v))));
        for (var duration : List.of(
                "1h",
                "1h30m",
                "-1.5h",
                "100ms",
                "1us",
                "1µs",
                "1d",
                "1w2d",
                "1.5y",
                "",
                "0",
                "+5s",
                ".5s",
                "1.s",
                "1",
                "1x",
                "h",
                "1h-1m",
                "300y",
                "1d1",
                "--1s",
                "9223372036854775807ns",
                "9223372036854775808ns")) {
            asked.call("time.parse_duration_ns", quoted(duration));
        }
        asked.wrongTypes("time.date", 1);
        asked.wrongTypes("time.parse_ns", 2);
    }

    @Test
    void objects_are_taken_apart_as_opa_does() throws IOException {
        objects(this);
        assertSame();
    }

    private static void objects(BuiltinDifferential asked) {
        var values = List.of(
                "{}",
                "{\"a\": 1}",
                "{\"a\": {\"b\": [1, 2, 3]}, \"c\": 2}",
                "{\"a\": {\"b\": [2, 3]}}",
                "[1, 2, 3]",
                "[2, 3]",
                "[1, 1, 2]",
                "[]",
                "{1, 2}",
                "{2}",
                "set()",
                "1",
                "[1, [2]]",
                "{[1]}");
        values.forEach(a -> values.forEach(b -> asked.call("object.subset", a, b)));
        for (var patch : List.of(
                "[]",
                "[{\"op\": \"add\", \"path\": \"/d\", \"value\": 9}]",
                "[{\"op\": \"remove\", \"path\": \"/a\"}]",
                "[{\"op\": \"replace\", \"path\": \"a/b/0\", \"value\": 5}]",
                "[{\"op\": \"add\", \"path\": \"/0\", \"value\": 5}]",
                "[{\"op\": \"add\", \"path\": \"/-\", \"value\": 5}]",
                "[{\"op\": \"move\", \"from\": \"/a\", \"path\": \"/e\"}]",
                "[{\"op\": \"copy\", \"from\": [\"a\", \"b\"], \"path\": \"/f\"}]",
                "[{\"op\": \"test\", \"path\": \"/c\", \"value\": 2}]",
                "[{\"op\": \"test\", \"path\": \"\", \"value\": {}}]",
                "[{\"op\": \"replace\", \"path\": \"\", \"value\": 7}]",
                "[{\"op\": \"nope\", \"path\": \"/a\"}]",
                "[{\"op\": \"remove\", \"path\": \"/9\"}]",
                "[1]",
                "[{\"op\": \"remove\", \"path\": [2]}, {\"op\": \"add\", \"path\": [2], \"value\": 2}]",
                "[{\"op\": \"add\", \"path\": \"/01\", \"value\": 5}]",
                "[{\"op\": \"add\", \"path\": \"/a~1b\", \"value\": 5}]")) {
            values.forEach(v -> asked.call("json.patch", v, patch));
        }
        var graph =
                "{\"a\": [\"b\", \"c\"], \"b\": {\"a\", \"d\"}, \"c\": [], \"d\": [\"x\"], \"e\": null, \"f\": [\"f\"]}";
        for (var from : List.of("[\"a\"]", "{\"b\", \"c\"}", "[]", "[\"f\"]", "[\"zz\"]", "\"a\"", "[\"e\"]")) {
            asked.call("graph.reachable_paths", graph, from);
        }
        asked.wrongTypes("graph.reachable_paths", 2);
    }

    @Test
    void numbers_are_those_of_opa() throws IOException {
        numbers(this);
        assertSame();
    }

    private static void numbers(BuiltinDifferential asked) {
        for (var from : List.of("0", "10", "-3", "1.0", "1.5", "10000000000000000000000")) {
            for (var to : List.of("5", "0", "1.5", "10000000000000000000010")) {
                for (var step : List.of("1", "2", "0", "-1", "1.5", "2.0")) {
                    if (from.length() < 5 == to.length() < 5) {
                        asked.call("numbers.range_step", from, to, step);
                    }
                }
            }
        }
        for (var number : List.of(
                "0", "1", "1.5", "-3", "+4", ".5", "5.", "1e3", "1E3", "1e-2", "", ".", "0.1", "1.2.3", "1e100",
                "007")) {
            for (var unit : List.of(
                    "", "m", "M", "k", "K", "Ki", "KI", "mi", "MI", "g", "Gi", "t", "P", "e", "Ei", "b", "mm", " k",
                    "Kib")) {
                asked.call("units.parse", quoted(number + unit));
            }
        }
        var random = new Random(SEED);
        IntStream.range(0, 200)
                .forEach(i -> asked.call(
                        "units.parse",
                        quoted(random.nextInt(1000) + "." + random.nextInt(1_000_000_000)
                                + (random.nextBoolean() ? "m" : "Ki"))));
        for (var uuid : List.of(
                "00000000-0000-4000-8000-000000000000",
                "{6ba7b810-9dad-11d1-80b4-00c04fd430c8}",
                "urn:uuid:000003e8-48b9-21ee-b200-325096b39f47",
                "6ba7b8109dad11d180b400c04fd430c8",
                "000003e8-48b9-21ee-8001-325096b39f47",
                "6ba7b810-9dad-11d1-c0b4-00c04fd430c8",
                "6ba7b810-9dad-11d1-e0b4-03c04fd430c8",
                "6ba7b810-9dad-11d1-00b4-01c04fd430c8",
                "zba7b810-9dad-11d1-80b4-00c04fd430c8",
                "",
                "x")) {
            asked.call("uuid.parse", quoted(uuid));
        }
        asked.wrongTypes("units.parse", 1);
        asked.wrongTypes("uuid.parse", 1);
    }

    @Test
    void tokens_and_codes_are_made_and_verified_as_opa_does() throws IOException {
        tokens(this);
        assertSame();
    }

    private static void tokens(BuiltinDifferential asked) {
        for (var function : List.of("md5", "sha1", "sha256", "sha512", "equal")) {
            TEXTS.forEach(t -> asked.call("crypto.hmac." + function, quoted(t), "\"key\""));
            asked.call("crypto.hmac." + function, "\"a\"", "\"\"");
            asked.wrongTypes("crypto.hmac." + function, 2);
        }
        var secret =
                "{\"kty\": \"oct\", \"k\": \"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow\"}";
        for (var header : List.of(
                "{\"alg\": \"HS256\"}",
                "{\"alg\": \"HS512\", \"typ\": \"JWT\"}",
                "{\"alg\": \"none\"}",
                "{}",
                "{\"alg\": \"RS256\"}")) {
            asked.call("io.jwt.encode_sign", header, "{\"iss\": \"joe\", \"<\": 1}", secret);
            asked.call("io.jwt.encode_sign_raw", quoted(header), "\"{\\\"iss\\\": \\\"joe\\\"}\"", quoted(secret));
            asked.call("io.jwt.encode_sign_raw", quoted(header), "\"no json\"", quoted(secret));
        }
        var token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
                + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
                + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        for (var text : List.of(token, token + "x", "a.b.c", "a.b", "", token.replace(".dB", ".dC"))) {
            asked.call("io.jwt.decode", quoted(text));
            for (var name : List.of("hs256", "hs384", "hs512")) {
                asked.call("io.jwt.verify_" + name, quoted(text), "\"secret\"");
            }
            for (var name :
                    List.of("rs256", "rs384", "rs512", "ps256", "ps384", "ps512", "es256", "es384", "es512", "eddsa")) {
                asked.call("io.jwt.verify_" + name, quoted(text), quoted(secret));
                asked.call("io.jwt.verify_" + name, quoted(text), "\"no key\"");
            }
            for (var constraints : List.of(
                    "{\"secret\": \"secret\", \"time\": 0}",
                    "{\"cert\": %s, \"time\": 1}".formatted(quoted(secret)),
                    "{}",
                    "{\"cert\": %s, \"time\": 1, \"iss\": \"joe\"}".formatted(quoted(secret)),
                    "{\"cert\": %s, \"time\": 1, \"iss\": \"ann\"}".formatted(quoted(secret)),
                    "{\"cert\": %s, \"time\": 1, \"aud\": \"x\"}".formatted(quoted(secret)),
                    "{\"cert\": %s, \"time\": 1, \"alg\": \"HS512\"}".formatted(quoted(secret)),
                    "{\"cert\": %s}".formatted(quoted(secret)),
                    "{\"secret\": \"s\", \"x\": 1}",
                    "{\"secret\": \"s\", \"time\": -1}")) {
                asked.call("io.jwt.decode_verify", quoted(text), constraints);
            }
        }
        asked.wrongTypes("io.jwt.decode", 1);
    }
}
