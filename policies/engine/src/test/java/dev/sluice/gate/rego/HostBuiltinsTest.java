package dev.sluice.gate.rego;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the functions of the host answer is what OPA answers, and where OPA answers nothing, so do they. */
class HostBuiltinsTest extends BuiltinDifferential {
    private static final Set<String> CHOSEN_BY_CHANCE = Set.of("rand.intn", "uuid.rfc4122");

    /** Not in the language of today; the compliance cases have them. */
    private static final Set<String> BEFORE_OPA_1 = Set.of(
            "cast_array",
            "cast_boolean",
            "cast_null",
            "cast_object",
            "cast_set",
            "cast_string",
            "net.cidr_overlap",
            "re_match");

    @Test
    void prefixes_and_suffixes_are_matched_as_opa_matches_them() throws IOException {
        prefixesAndSuffixes();
        assertSame();
    }

    private void prefixesAndSuffixes() {
        var operands = List.of(
                "\"\"",
                "\"abc\"",
                "\"ab\"",
                "\"bc\"",
                "\"ü世\"",
                "\"世\"",
                "[]",
                "[\"\"]",
                "[\"x\", \"abc\"]",
                "[\"ab\", \"zz\"]",
                "[\"ab\", 1]",
                "[1, \"ab\"]",
                "set()",
                "{\"abc\", \"q\"}",
                "{\"ab\"}",
                "{\"ab\", 1}",
                "[\"世\", \"c\"]");
        for (var a : operands) {
            for (var b : operands) {
                call("strings.any_prefix_match", a, b);
                call("strings.any_suffix_match", a, b);
            }
        }
        wrongTypes("strings.any_prefix_match", 2);
        wrongTypes("strings.any_suffix_match", 2);
    }

    @Test
    void occurrences_are_counted_as_opa_counts_them() throws IOException {
        occurrences();
        assertSame();
    }

    private void occurrences() {
        for (var text : List.of("", "a", "aaaa", "abab", "ü世ü", "😀😀", "e\\u0301")) {
            for (var part : List.of("", "a", "aa", "ab", "ü", "😀", "\\u0301", "zz")) {
                call("strings.count", "\"" + text + "\"", "\"" + part + "\"");
            }
        }
        wrongTypes("strings.count", 2);
    }

    @Test
    void timestamps_are_read_as_opa_reads_them() throws IOException {
        timestamps();
        assertSame();
    }

    private void timestamps() {
        for (var text : List.of(
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05z",
                "2026-01-02t03:04:05Z",
                "2026-01-02 03:04:05Z",
                "2026-01-02T03:04:05.5Z",
                "2026-01-02T03:04:05,25Z",
                "2026-01-02T03:04:05.1234567891234Z",
                "2026-01-02T03:04:05.Z",
                "2026-01-02T03:04:05+01:00",
                "2026-01-02T03:04:05-23:59",
                "2026-01-02T03:04:05+24:00",
                "2026-01-02T03:04:05+24:60",
                "2026-01-02T03:04:05+25:00",
                "2026-01-02T03:04:05+01:61",
                "2026-01-02T03:04:05+0100",
                "2026-01-02T03:04:05",
                "2026-01-02T03:04Z",
                "2026-01-02",
                "2026-02-29T00:00:00Z",
                "2024-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-01-02T24:00:00Z",
                "2026-01-02T23:60:00Z",
                "2026-12-31T23:59:60Z",
                "2026-01-02T3:04:05Z",
                "2026-01-02T3:4:5Z",
                "0000-01-01T00:00:00Z",
                "1677-09-21T00:12:43.145224192Z",
                "1677-09-21T00:12:43.145224191Z",
                "2262-04-11T23:47:16.854775807Z",
                "2262-04-11T23:47:16.854775808Z",
                "9999-12-31T23:59:59Z",
                "+2026-01-02T03:04:05Z",
                "12026-01-02T03:04:05Z",
                "1969-12-31T23:59:59.999999999Z",
                "2026-01-02T03:04:05Z ",
                " 2026-01-02T03:04:05Z",
                "",
                "Z",
                "2026-01-02T03:04:05-00:00")) {
            call("time.parse_rfc3339_ns", "\"" + text + "\"");
        }
        wrongTypes("time.parse_rfc3339_ns", 1);
    }

    @Test
    void versions_are_read_and_compared_as_opa_does() throws IOException {
        versions();
        assertSame();
    }

    private void versions() {
        var versions = List.of(
                "1.2.3",
                "v1.2.3",
                "V1.2.3",
                "1.2.4",
                "1.10.0",
                "2.0.0",
                "1.2",
                "1.2.3.4",
                "01.2.3",
                "1.2.03",
                "0.0.0",
                "1.2.3-alpha",
                "1.2.3-alpha.1",
                "1.2.3-alpha.beta",
                "1.2.3-beta",
                "1.2.3-beta.2",
                "1.2.3-beta.11",
                "1.2.3-rc.1+build.5",
                "1.2.3+build",
                "1.2.3+",
                "1.2.3-",
                "1.2.3-01",
                "1.2.3-0",
                "1.2.3-a..b",
                "1.2.3-é",
                "1.2.3+a_b",
                "1.2.3+01",
                "1.2.3-alpha-x",
                "1.2.3--",
                "-1.2.3",
                "1.-2.3",
                "9223372036854775807.0.0",
                "9223372036854775808.0.0",
                "",
                "v",
                "a.b.c",
                "1.2.3 ",
                "1.2.3\\n",
                "1.2.3-99999999999999999999.1",
                "1.2.3-99999999999999999998.2");
        for (var a : versions) {
            call("semver.is_valid", "\"" + a + "\"");
            for (var b : versions) {
                call("semver.compare", "\"" + a + "\"", "\"" + b + "\"");
            }
        }
        wrongTypes("semver.is_valid", 1);
        wrongTypes("semver.compare", 2);
    }

    @Test
    void sizes_are_read_as_opa_reads_them() throws IOException {
        sizes();
        assertSame();
    }

    private void sizes() {
        for (var number : List.of(
                "",
                "0",
                "1",
                "10",
                "1.5",
                ".5",
                "5.",
                ".",
                "-3",
                "+4",
                "1e3",
                "1e+2",
                "1e-2",
                "1e",
                "1e5e5",
                "1.2.3",
                "007",
                "0.1",
                "0.3",
                "1234567.891",
                "123456789012345678901234567890.123456789",
                "9007199254740993",
                "1e900",
                "1e-999999",
                "1e1000000",
                "1e0000001",
                "1_000",
                "0x10",
                "inf",
                "Inf",
                "1-2",
                "٣")) {
            for (var unit : List.of(
                    "", "b", "k", "kb", "ki", "kib", "K", "KiB", "m", "MB", "Mi", "g", "GiB", "Gb", "t", "TI", "p",
                    "pib", "e", "eb", "Ei", "EIB", "z", "kbb", "i", "ib", " k", "k ", "\\u212a")) {
                call("units.parse_bytes", "\"" + number + unit + "\"");
            }
        }
        call("units.parse_bytes", "\"\\\"10\\\"Ki\\\"\"");
        wrongTypes("units.parse_bytes", 1);
        var random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            var number = (random.nextBoolean() ? "" : random.nextInt(1_000_000) + "")
                    + "." + Math.abs(random.nextLong() >> random.nextInt(63))
                    + (random.nextInt(3) == 0 ? "e" + (random.nextInt(160) - 60) : "");
            call(
                    "units.parse_bytes",
                    "\"" + number
                            + List.of("", "k", "ki", "mb", "MiB", "g", "ti", "eib")
                                    .get(random.nextInt(8)) + "\"");
        }
    }

    @Test
    void digests_and_encodings_are_those_of_opa() throws IOException {
        digestsAndEncodings();
        assertSame();
    }

    private void digestsAndEncodings() {
        for (var function : List.of("crypto.sha256", "crypto.sha1", "crypto.md5", "hex.encode")) {
            for (var text : List.of("", "a", "grüße 世界 😀", "line\\nbreak\\u0000")) {
                call(function, "\"" + text + "\"");
            }
            wrongTypes(function, 1);
        }
    }

    @Test
    void sprintf_wants_a_string_and_an_array_and_trace_a_string() throws IOException {
        sprintfAndTrace();
        assertSame();
    }

    private void sprintfAndTrace() {
        wrongTypes("sprintf", 2);
        wrongTypes("trace", 1);
    }

    @Test
    void time_stands_still_during_a_decision() {
        var at = Instant.parse("2026-01-02T03:04:05.000000006Z");

        var now = HostBuiltins.named("time.now_ns").apply(HostBuiltins.call(List.of(), new Evaluation(at)));

        assertThat(now).isEqualTo(new RegoValue.Num("1767323045000000006"));
    }

    /** A function that is added must be added here too. */
    @Test
    void no_function_of_the_host_is_left_out() {
        prefixesAndSuffixes();
        occurrences();
        timestamps();
        versions();
        sizes();
        digestsAndEncodings();
        sprintfAndTrace();
        BuiltinFamiliesTest.all(this);
        GraphqlBuiltinsTest.all(this);
        JsonSchemaBuiltinsTest.all(this);
        AwsBuiltinsTest.all(this);

        var tried = new TreeSet<>(tried());
        // Of the machine on which it runs OPA says more.
        tried.add("opa.runtime");
        tried.add("time.now_ns");
        tried.addAll(CHOSEN_BY_CHANCE);
        tried.addAll(BEFORE_OPA_1);
        assertThat(tried).containsExactlyInAnyOrderElementsOf(HostBuiltins.names());
    }
}
