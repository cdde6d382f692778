package dev.sluice.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"../secrets/x", "..", ".", "a/b", "a%2fb", "\"\"", "\"a\\nb\""})
    void a_name_that_would_lead_elsewhere_in_the_api_is_refused(String name) {
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: " + name + "}\n", 1, "metadata.name is not a name");
        assertError(
                "apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: " + name.replace("\"\"", "..") + "}\n",
                1,
                "metadata.namespace is not a name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1/../../secrets", "../v1", "a/b/c", "v1?x", "/v1", "V1", "\"\""})
    void an_api_version_that_would_lead_elsewhere_in_the_api_is_refused(String version) {
        assertError("apiVersion: " + version + "\nkind: A\nmetadata: {name: a}\n", 1, "apiVersion is not like");
    }

    @Test
    void names_that_the_api_server_takes_are_taken() {
        for (var name : List.of("a", "system:node", "things.example.com", "A_b", "x".repeat(253))) {
            assertThat(parse("apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: '%s'}\n"
                                    .formatted(name))
                            .errors())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "labels: [a]",
                "labels: text",
                "labels: {a: 1}",
                "annotations: {a: true}",
                "annotations: {a: {b: c}}"
            })
    void labels_and_annotations_of_another_type_are_refused_and_not_bent(String metadata) {
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: a, " + metadata + "}\n", 1, "is not a map of texts");
    }

    @Test
    void labels_and_annotations_may_be_empty() {
        assertThat(parse("apiVersion: v1\nkind: A\nmetadata: {name: a, labels: , annotations: {}}\n")
                        .errors())
                .isEmpty();
    }

    @Test
    void a_json_file_is_read_like_any_other() {
        var parsed = ManifestParser.parse(
                "f.json",
                "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"A\",\n  \"metadata\": {\"name\": \"a\"},\n  \"x\": [1.50, null, \"\\u00fc\\/\"]\n}"
                        .getBytes(UTF_8));

        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.manifests().getFirst().object().get("x").toString()).isEqualTo("[1.50,null,\"ü/\"]");
    }

    @Test
    void tabs_in_a_json_file_are_no_mistake() {
        var parsed = ManifestParser.parse(
                "f.json",
                "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"A\",\n\t\"metadata\": {\n\t\t\"name\": \"a\"\n\t}\n}\n"
                        .getBytes(UTF_8));

        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.manifests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\": 1, \"a\": 2}", "{\"a\": 1} {}", "{\"a\": NaN}", "{'a': 1}", "{", "[]", "1"})
    void what_is_no_json_object_is_refused_in_a_json_file(String text) {
        assertThat(ManifestParser.parse("f.json", text.getBytes(UTF_8)).errors())
                .singleElement()
                .satisfies(e -> {
                    assertThat(e.path()).isEqualTo("f.json");
                    assertThat(e.line()).isEqualTo(1);
                });
    }

    @Test
    void nesting_is_bounded_in_json_too() {
        var deep = "{\"a\": " + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(ManifestParser.parse("f.json", deep.getBytes(UTF_8)).errors())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*s3cret",
                "!s3cret",
                "!!int s3cret",
                "!!float s3cret",
                "[s3cret",
                "\"s3cret",
                "s3cret: s3cret",
                "@s3cret",
                "%s3cret",
                "&a &b s3cret",
                "!<s3cret",
                "\"\\s3cret\""
            })
    void an_error_shows_nothing_of_the_content(String value) {
        for (var path : List.of("f.yaml", "f.json")) {
            var text = "{\"apiVersion\": \"v1\", \"kind\": \"Secret\", \"data\":\n{\"p\":\n" + value + "\n}}";
            var parsed = ManifestParser.parse(path, text.getBytes(UTF_8));

            assertThat(parsed.errors())
                    .singleElement()
                    .satisfies(e -> assertThat(e.message()).doesNotContain("s3cret"));
        }
    }

    @Test
    void windows_line_ends_and_a_byte_order_mark_change_nothing() {
        var parsed = parse("\uFEFFapiVersion: v1\r\nkind: A\r\nmetadata:\r\n  name: a\r\n---\r\n"
                + "apiVersion: v1\r\nkind: A\r\nmetadata: {name: b}\r\nspec:\r\n  text: |\r\n    one\r\n    two\r\n");

        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.manifests()).extracting(Manifest::place).containsExactly("f.yaml:1", "f.yaml:6");
        assertThat(parsed.manifests().get(1).object().at("/spec/text").asText()).isEqualTo("one\ntwo\n");
    }

    @Test
    void a_file_of_nothing_or_of_comments_holds_nothing() {
        for (var text : List.of("", "\n\n", "# a comment\n", "---\n---\n", "\uFEFF", "null\n")) {
            var parsed = parse(text);
            assertThat(parsed.errors()).as(text).isEmpty();
            assertThat(parsed.manifests()).isEmpty();
        }
    }

    @Test
    void an_item_of_a_list_that_lacks_something_is_named() {
        assertError(
                "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A, metadata: {name: a}}\n- {kind: A}\n",
                1,
                "items[1]: apiVersion is missing");
        assertError("apiVersion: v1\nkind: List\nitems: [text]\n", 1, "items[0]: apiVersion is missing");
    }

    @Test
    void a_list_of_a_kind_is_its_items_and_an_object_whose_kind_only_ends_so_is_an_object() {
        var list = parse(
                "apiVersion: v1\nkind: ConfigMapList\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n");
        var object = parse("apiVersion: x.io/v1\nkind: AllowList\nmetadata: {name: a}\n");

        assertThat(list.manifests()).extracting(Manifest::kind).containsExactly("ConfigMap");
        assertThat(object.manifests()).extracting(Manifest::kind).containsExactly("AllowList");
    }

    @Test
    void more_documents_than_a_file_may_hold_are_refused() {
        assertError(
                "apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\n".repeat(2001), 8001, "more than 2000 documents");
    }

    @Test
    void aliases_that_expand_to_too_much_are_refused_although_they_are_few() {
        var bomb = new StringBuilder(
                "apiVersion: v1\nkind: A\nmetadata: {name: a}\na0: &a0 [%s]\n".formatted("x, ".repeat(2000)));
        for (int i = 1; i < 4; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertError(bomb.toString(), null, "expands to more than");
    }

    @Test
    void an_object_that_holds_itself_is_refused() {
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: &x\n  y: *x\n", null, "");
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: &x [*x]\n", null, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {".inf", "-.INF", ".nan"})
    void a_number_that_json_does_not_know_is_refused_with_its_line(String number) {
        assertError("apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: " + number + "\n", 4, "not a number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08",
                "0b2",
                "0xzz",
                "1e999999999",
                "99999999999999999999999999",
                "-",
                "+",
                "0o17",
                "1_",
                "!!int abc",
                "!!float abc",
                "!!bool maybe",
                "!!null x",
                "!!set {a}",
                "? [a]",
                "!custom x",
                "<<: 1"
            })
    void no_scalar_whatever_it_is_gets_past_as_an_exception(String scalar) {
        assertThatCode(() -> parse("apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: " + scalar + "\n"))
                .doesNotThrowAnyException();
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
