package dev.sluice.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestParserTest {

    @Test
    void every_document_of_a_file_knows_its_line() {
        var parsed = parse("""
                # a comment
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a}
                ---
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: b
                """);

        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.manifests()).extracting(Manifest::place).containsExactly("f.yaml:2", "f.yaml:7");
        assertThat(parsed.manifests()).extracting(Manifest::name).containsExactly("a", "b");
    }

    @Test
    void the_lines_of_a_block_of_rego_are_lines_of_the_file() {
        var parsed = parse("""
                apiVersion: sluice.dev/v1alpha1
                kind: Policy
                metadata: {name: p}
                spec:
                  severity: high
                  rego: |
                    package p
                    nonsense
                """);

        assertThat(parsed.manifests().getFirst().lineWithin("rego", 2)).isEqualTo(8);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "yes, true",
        "'\"yes\"', '\"yes\"'",
        "on, true",
        "off, false",
        "010, 8",
        "0x1f, 31",
        "1_000, 1000",
        "1:30, '\"1:30\"'",
        "2026-11-21, '\"2026-11-21\"'",
        "1.50, 1.50",
        "~, null",
        "n, '\"n\"'"
    })
    void scalars_read_as_the_api_server_reads_them(String yaml, String json) {
        var parsed = parse("apiVersion: v1\nkind: K\nmetadata: {name: a}\nvalue: " + yaml + "\n");

        assertThat(parsed.manifests().getFirst().object().get("value").toString())
                .isEqualTo(json);
    }

    @Test
    void a_list_is_its_items_and_anchors_and_merges_are_expanded() {
        var parsed = parse("""
                apiVersion: v1
                kind: List
                items:
                - &base {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {x: "1"}}
                - <<: *base
                  metadata: {name: b}
                """);

        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.manifests()).extracting(Manifest::name).containsExactly("a", "b");
        assertThat(parsed.manifests().get(1).object().at("/data/x").asText()).isEqualTo("1");
    }

    @Test
    void broken_yaml_names_the_line_and_the_whole_file_is_left_out() {
        var parsed = parse("apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\nkind: [\n");

        assertThat(parsed.manifests()).isEmpty();
        assertThat(parsed.errors()).singleElement().satisfies(e -> {
            assertThat(e.path()).isEqualTo("f.yaml");
            assertThat(e.line()).isGreaterThanOrEqualTo(5);
            assertThat(e.message()).startsWith("not valid YAML");
        });
    }

    @Test
    void a_key_that_stands_twice_is_an_error_and_not_a_choice() {
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: a}\nkind: B\n", 4, "'kind' stands twice");
    }

    @Test
    void what_is_no_object_says_what_is_missing() {
        assertError("- a\n- b\n", 1, "not an object");
        assertError("kind: A\n", 1, "apiVersion is missing");
        assertError("apiVersion: v1\nkind: A\nmetadata: {}\n", 1, "A has no metadata.name");
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: 12}\n", 1, "needs quotes");
    }

    @Test
    void tags_that_would_make_objects_are_refused() {
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: !!java.net.URL [\"http://x\"]\n", null, "");
    }

    @Test
    void a_file_that_is_too_large_is_refused_unread() {
        assertError("# " + "x".repeat(ManifestParser.MAX_FILE), null, "larger than");
    }

    @Test
    void nesting_is_bounded() {
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: " + "[".repeat(200) + "]".repeat(200), null, "");
    }

    @Test
    void aliases_cannot_explode() {
        var bomb = new StringBuilder(
                "apiVersion: v1\nkind: A\nmetadata: {name: a}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n"
                    .formatted(i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1));
        }
        assertError(bomb.toString(), null, "");
    }

    @Test
    void text_that_is_not_utf8_is_refused() {
        var parsed = ManifestParser.parse("f.yaml", "a: ü".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(parsed.errors().getFirst().message()).contains("UTF-8");
    }

    private static void assertError(String yaml, Integer line, String part) {
        var parsed = parse(yaml);
        assertThat(parsed.manifests()).isEmpty();
        assertThat(parsed.errors()).singleElement().satisfies(e -> {
            assertThat(e.message()).contains(part);
            if (line != null) {
                assertThat(e.line()).isEqualTo(line);
            }
        });
    }

    private static ManifestParser.Parsed parse(String yaml) {
        return ManifestParser.parse("f.yaml", yaml.getBytes(UTF_8));
    }
}
