package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestCommandTest {
    private static final String REGO = """
        package sizes

        violation contains {"msg": "too large"} if input.size > 10

        violation contains {"msg": "negative"} if input.size < 0
        """;
    private static final String LARGE = """
        package sizes_test

        import data.sizes

        test_large if count(sizes.violation) == 1 with input as {"size": 11}
        """;
    private static final String NEGATIVE = """

        test_negative if count(sizes.violation) == %d with input as {"size": -1}
        """;

    @TempDir
    private Path folder;

    private int exit;
    private String out = "";

    private void test(String... options) {
        var text = new StringWriter();
        var arguments = new String[options.length + 3];
        arguments[0] = "policy";
        arguments[1] = "test";
        arguments[2] = folder.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        exit = Main.commandLine()
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute(arguments);
        out = text.toString();
    }

    private void file(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void policy(String rego, String tests) throws IOException {
        file("p.yaml", """
            apiVersion: sluice.dev/v1alpha1
            kind: Policy
            metadata: {name: sizes}
            spec:
              rego: |
            %s  tests: |
            %s\
            """.formatted(rego.indent(4), tests.indent(4)));
    }

    @Test
    void the_library_passes_and_says_what_is_covered() {
        folder = Path.of(System.getProperty("sluice.root", ".."), "policies/library/aws-foundation");

        test("--threshold", "50");

        assertThat(exit).as(out).isZero();
        assertThat(out)
                .contains("note: allowed-regions: ")
                .contains("% of the lines are covered")
                .contains("passed");
    }

    @Test
    void a_test_that_fails_is_shown_at_its_line() throws IOException {
        file("sizes/policy.rego", REGO);
        file("sizes/policy_test.rego", LARGE + NEGATIVE.formatted(2));

        test();

        assertThat(exit).as(out).isEqualTo(1);
        assertThat(out)
                .contains("fail  sizes/policy_test.rego:7: [sizes/test_negative] the test fails")
                .contains("1 failed, 1 passed");
    }

    @Test
    void the_tests_of_a_policy_are_shown_at_the_lines_of_its_manifest() throws IOException {
        policy(REGO, LARGE + NEGATIVE.formatted(2));

        test();

        assertThat(exit).as(out).isEqualTo(1);
        assertThat(out).contains("fail  p.yaml:18: [sizes/test_negative] the test fails");
    }

    @Test
    void what_no_test_reaches_is_said_and_too_little_fails() throws IOException {
        policy(REGO, LARGE);

        test();
        assertThat(exit).as(out).isZero();
        assertThat(out).contains("note: sizes: 66.7 % of the lines are covered, not: line 10");

        test("--threshold", "80");
        assertThat(exit).isEqualTo(1);
        assertThat(out).contains("fail  p.yaml:6: [sizes/coverage] 66.7 %").contains("wanted are 80.0 %");
    }

    @Test
    void rego_that_does_not_compile_is_an_error_at_its_line() throws IOException {
        policy(REGO.replace("< 0", "< <"), LARGE);

        test("-o", "junit");

        assertThat(exit).as(out).isEqualTo(1);
        assertThat(out).contains("<error type=\"high\"").contains("file=\"p.yaml\" line=\"10\"");
    }

    @Test
    void a_policy_without_tests_is_a_warning_or_covers_too_little() throws IOException {
        file("sizes/policy.rego", REGO);

        test();
        assertThat(exit).as(out).isZero();
        assertThat(out).contains("warn  sizes/policy.rego:1: [sizes/coverage] has no tests");

        test("--threshold", "1");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    void nothing_to_test_is_said_and_a_folder_that_is_none_is_an_error() {
        test();
        assertThat(exit).as(out).isZero();
        assertThat(out).contains("there are no policies in");

        folder = folder.resolve("missing");
        test();
        assertThat(exit).isEqualTo(1);
        assertThat(out).contains("is not a folder");
    }
}
