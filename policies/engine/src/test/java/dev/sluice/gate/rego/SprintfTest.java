package dev.sluice.gate.rego;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages are written by sprintf: every letter of them must be what {@code opa eval} and {@code opa test} print. */
class SprintfTest {
    private static final long SEED = 20261017;

    /** As JSON in the input, where numbers keep their text. */
    private static final List<String> PLAIN = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "7",
            "42",
            "-1234567",
            "65",
            "128512",
            "55296",
            "1114112",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "-18446744073709551617",
            "123456789012345678901234567890",
            "1.0",
            "-0.0",
            "0.1",
            "-2.5",
            "3.14159",
            "100000.0",
            "1000000.0",
            "123456789.0",
            "1e3",
            "1e20",
            "1e21",
            "1E22",
            "2e-323",
            "5e-324",
            "1.7976931348623157e308",
            "0.00001",
            "0.0001",
            "0.30000000000000004",
            "9007199254740993.0",
            "2.5e-7",
            "\"\"",
            "\"plain\"",
            "\"with \\\"quotes\\\" and \\\\ and `ticks`\"",
            "\"tab\\tnewline\\nbell\\u0007del\\u007f\\u0000\\u001f\"",
            "\"grüße, 世界, 😀, e\\u0301, \\u00ad, \\u200b, \\ufeff, \\ue000, \\ufffd\"",
            "\"%d %s %v\"",
            "[]",
            "{}",
            "[1, \"two\", 3.0, null, [true, {\"a\": 1e2}]]",
            "{\"b\": 1, \"a\": [\"x\\n\"], \"\": {\"ü\": \"é\\u00a0\"}, \"A\": false}");

    /** As Rego, for what JSON has not. */
    private static final List<String> LITERALS = List.of(
            "set()",
            "{\"b\", \"a\", \"ü\", \"B\", \"😀\", \"\\uffee\", \"\"}",
            "{3, 1, 2, 10, -5, 2.5, 1e1, 99999999999999999999}",
            "{true, false, null, 1, \"1\", [1], [0, 5], {\"a\": 1}, {1}, {\"a\"}, set()}",
            "{{2, 1}, {1}, {3}, {1, 3}}",
            "[{\"x\", \"y\"}, {\"k\": {2, 1}}]",
            "{1: \"one\", true: \"t\", null: \"n\", \"s\": {\"b\", \"a\"}, [2]: [{}], {\"q\"}: 0}",
            "{{\"b\": 1, \"a\": 2}, {\"a\": 1}, {\"a\": 1, \"b\": 0}}");

    private static final String MODULE = """
            package diff

            literals := [%s]

            values := array.concat(input.review.plain, literals)

            answers[id] := answer if {
            	some id, case in input.review.cases
            	answer := sprintf(case.format, [values[i] | some i in case.arguments])
            }
            """.formatted(String.join(", ", LITERALS));

    private static final String VERBS = "vTtbcdoOqxXUeEfFgGs";
    private static final int COUNT = PLAIN.size() + LITERALS.size();

    @TempDir
    private Path folder;

    private record Case(String format, List<Integer> arguments) {
        @Override
        public String toString() {
            return format + " <- "
                    + arguments.stream()
                            .map(i -> i < PLAIN.size() ? PLAIN.get(i) : LITERALS.get(i - PLAIN.size()))
                            .collect(Collectors.joining(" , "));
        }
    }

    @Test
    void every_verb_with_every_value_is_written_as_opa_writes_it() throws IOException {
        var cases = new ArrayList<Case>();
        for (var verb : (VERBS + "z!.é世").codePoints().toArray()) {
            IntStream.range(0, COUNT)
                    .forEach(value -> cases.add(new Case("%" + Character.toString(verb), List.of(value))));
        }
        assertSame(cases);
    }

    @Test
    void flags_widths_and_precisions_are_written_as_opa_writes_them() throws IOException {
        var cases = new ArrayList<Case>();
        for (var form :
                List.of("+", "-10", "#", " ", "08", "-08", "10.3", ".0", "+.2", "# x", "020.5", "#+", ".", "30")) {
            for (var verb : VERBS.split("")) {
                for (int value = 0; value < COUNT; value += 1 + (form.length() + verb.hashCode()) % 3) {
                    cases.add(new Case("%" + form + verb, List.of(value)));
                }
            }
        }
        assertSame(cases);
    }

    @Test
    void malformed_formats_get_the_same_complaints() throws IOException {
        var formats = List.of(
                "",
                "%",
                "%%",
                "100%",
                "%d %",
                "%-",
                "%5",
                "%.",
                "%5.",
                "%.5",
                "%[",
                "%[]",
                "%[]d",
                "%[1",
                "%[1]",
                "%[x]d",
                "%[0]d",
                "%[1]d",
                "%[2]d",
                "%[2]d %d",
                "%[9]d",
                "%[1]d %[1]v %[1]q",
                "%[1]5d",
                "%[1]*d",
                "%[2]*[1]d",
                "%[2]*.[1]*[3]f",
                "%[3].2f",
                "%.[2]f",
                "%.[2]*[3]f",
                "%*d",
                "%-*d",
                "%0*d",
                "%.*d",
                "%.*f",
                "%*.*f",
                "%**d",
                "%20000000d|",
                "%.20000000d|",
                "%10000000000000000000d",
                "%[10000000]d",
                "%!",
                "%!d",
                "%d%d%d%d",
                "no verbs",
                "%d",
                "%s %s",
                "%v%%%v",
                "%+-# 0v",
                "%0-5d|",
                "%-05d|",
                "%#[1]x",
                "% [1]d",
                "%[1]#x",
                "%é",
                "%😀",
                "% ",
                "%05",
                "%[2]",
                "%[1][2]d",
                "%[1].[2]*d",
                "%5[1]d",
                "%.2[1]f",
                "%5.2[1]f",
                "%[3]*.[2]*[1]f|");
        var cases = new ArrayList<Case>();
        for (var format : formats) {
            for (var arguments : List.of(
                    List.<Integer>of(),
                    List.of(plain("42")),
                    List.of(plain("7"), plain("-1"), plain("3.14159")),
                    List.of(plain("-1"), plain("\"plain\"")),
                    List.of(plain("9223372036854775808"), plain("9223372036854775807"), plain("null")))) {
                cases.add(new Case(format, arguments));
            }
        }
        assertSame(cases);
    }

    @Test
    void pointers_and_wrapped_errors_are_refused_with_the_same_words() throws IOException {
        var cases = new ArrayList<Case>();
        for (var form : List.of("%p", "%w", "%10p", "%#w", "%+w", "%-10w|")) {
            for (var value : List.of("null", "42", "0.1", "\"plain\"", "[]")) {
                cases.add(new Case(form, List.of(plain(value))));
            }
        }
        assertSame(cases);
        // There Go shows an address: no two runs agree on it.
        assertThatThrownBy(() -> GoFormat.sprintf("%p", List.of(new RegoValue.Num("9223372036854775808"))))
                .hasMessageContaining("%p");
    }

    @Test
    void random_formats_and_values_are_written_as_opa_writes_them() throws IOException {
        var random = new Random(SEED);
        var cases = IntStream.range(0, 6000).mapToObj(i -> random(random)).toList();

        assertSame(cases);
    }

    @Test
    void random_numbers_are_written_as_opa_writes_them() throws IOException {
        var random = new Random(SEED);
        var cases = Fixtures.JSON.createArrayNode();
        for (int i = 0; i < 6000; i++) {
            var number = switch (random.nextInt(4)) {
                case 0 -> Double.toString(Double.longBitsToDouble(random.nextLong()));
                case 1 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(30) - 8));
                case 2 -> Float.toString(random.nextFloat() * 1000);
                default -> Long.toString(random.nextLong() >> random.nextInt(64));
            };
            if (!number.endsWith("N") && !number.endsWith("y")) {
                add(cases, "%" + form(random) + "vdgeEfGxXb".charAt(random.nextInt(10)), "[" + number + "]");
            }
        }
        var module = """
                package diff

                answers[id] := sprintf(case.format, case.arguments) if some id, case in input.review.cases
                """;

        assertSame(
                module,
                cases,
                Fixtures.JSON.createArrayNode(),
                i -> cases.get(i).toString());
    }

    /** All but those that were not assigned in the version of Unicode that Go knows: a newer Go may know them. */
    @Test
    void every_character_is_quoted_as_opa_quotes_it() throws IOException {
        var cases = Fixtures.JSON.createArrayNode();
        var block = 64;
        for (int start = 0; start < 0x32000; start += block) {
            var text = IntStream.range(start, start + block)
                    .filter(c -> GoText.isPrintable(c) || isAlwaysEscaped(c))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
            add(cases, "%v %+q", "[[" + Fixtures.JSON.writeValueAsString(text.toString()) + "], \"\"]");
        }
        var module = """
                package diff

                answers[id] := crypto.sha256(sprintf(case.format, case.arguments)) if some id, case in input.review.cases
                """;

        assertSame(module, cases, Fixtures.JSON.createArrayNode(), i -> "characters from U+%04X".formatted(i * block));
    }

    private static boolean isAlwaysEscaped(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    @Test
    void a_result_beyond_all_bounds_is_an_error() {
        var ones = Collections.nCopies(10, (RegoValue) new RegoValue.Num("1"));

        assertThatThrownBy(() -> GoFormat.sprintf("%1000000d".repeat(10), ones)).hasMessageContaining("too long");
    }

    private static Case random(Random random) {
        var format = new StringBuilder();
        for (int i = 0; i <= random.nextInt(4); i++) {
            format.append(List.of("", "a", " ü ", "%%", "世", "%").get(random.nextInt(20) == 0 ? 5 : random.nextInt(5)));
            format.append('%');
            if (random.nextInt(8) == 0) {
                format.append('[').append(random.nextInt(4)).append(']');
            }
            format.append(random.nextInt(30) == 0 ? "*" : "").append(form(random));
            if (random.nextInt(12) == 0) {
                format.append('[').append(random.nextInt(4)).append(']');
            }
            format.append((VERBS + "z").charAt(random.nextInt(VERBS.length() + 1)));
        }
        return new Case(
                format.toString(),
                IntStream.range(0, random.nextInt(5))
                        .mapToObj(i -> random.nextInt(COUNT))
                        .toList());
    }

    private static String form(Random random) {
        var form = new StringBuilder();
        for (var flag : "+-# 0".split("")) {
            form.append(random.nextInt(4) == 0 ? flag : "");
        }
        form.append(random.nextInt(3) == 0 ? random.nextInt(1, 40) : "");
        return form.append(random.nextInt(3) == 0 ? "." + (random.nextInt(5) == 0 ? "" : random.nextInt(25)) : "")
                .toString();
    }

    private static int plain(String value) {
        return PLAIN.indexOf(value);
    }

    private static void add(ArrayNode cases, String format, String arguments) {
        cases.addObject().put("format", format).putRawValue("arguments", new RawValue(arguments));
    }

    private void assertSame(List<Case> cases) throws IOException {
        var nodes = Fixtures.JSON.createArrayNode();
        cases.forEach(c -> add(nodes, c.format(), c.arguments().toString()));
        var plain = Fixtures.JSON.createArrayNode();
        PLAIN.forEach(value -> plain.addRawValue(new RawValue(value)));
        assertSame(MODULE, nodes, plain, i -> cases.get(i).toString());
    }

    private void assertSame(String module, ArrayNode cases, ArrayNode plain, IntFunction<String> name)
            throws IOException {
        var input = Fixtures.JSON.createObjectNode();
        input.set("plain", plain);
        input.set("cases", cases);
        var answers = new Differential(folder).ask(module, input);

        assertThat(answers.opa()).hasSizeGreaterThan(cases.size() / 2);
        var differences = IntStream.range(0, cases.size())
                .filter(i -> !Objects.equals(
                        answers.opa().get("" + i), answers.engine().get("" + i)))
                .mapToObj(i -> "%s\n  opa:    %s\n  engine: %s"
                        .formatted(
                                name.apply(i),
                                answers.opa().get("" + i),
                                answers.engine().get("" + i)))
                .toList();
        assertThat(differences).as("seed %d", SEED).isEmpty();
    }
}
