package dev.sluice.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sync.FileError;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Policies whose Rego stands in files of its own. */
class RegoFilesTest {
    private static final Map<String, String> FILES =
            Map.of("policies/p/policy.rego", "package p\n", "policies/shared/p_test.rego", "package p_test\n");

    @Test
    void the_text_of_the_files_takes_their_place() throws Exception {
        var inlined = inline("""
                apiVersion: sluice.dev/v1alpha1
                kind: Policy
                metadata: {name: p}
                spec:
                  regoFrom: {path: policy.rego, testsPath: ../shared/p_test.rego}
                """);

        assertThat(inlined.errors()).isEmpty();
        var spec = inlined.manifest().object().get("spec");
        assertThat(spec.path("rego").asText()).isEqualTo("package p\n");
        assertThat(spec.path("tests").asText()).isEqualTo("package p_test\n");
        assertThat(spec.has("regoFrom")).isFalse();
    }

    @Test
    void errors_in_the_text_are_told_with_its_file_and_its_own_lines() throws Exception {
        var manifest = inline("""
                apiVersion: sluice.dev/v1alpha1
                kind: Policy
                metadata: {name: p}
                spec:
                  regoFrom: {path: policy.rego}
                """).manifest();

        assertThat(manifest.fileOf("rego")).isEqualTo("policies/p/policy.rego");
        assertThat(manifest.lineWithin("rego", 3)).isEqualTo(3);
        assertThat(manifest.fileOf("parameters")).isEqualTo("policies/p/policy.yaml");
    }

    @Test
    void a_file_that_is_not_there_or_leaves_the_repository_is_an_error_with_a_place() throws Exception {
        for (var path : new String[] {"missing.rego", "../../../etc/passwd", "/etc/passwd", "a\\\\b"}) {
            var inlined = inline("""
                    apiVersion: sluice.dev/v1alpha1
                    kind: Policy
                    metadata: {name: p}
                    spec:
                      regoFrom: {path: "%s"}
                    """.formatted(path));

            assertThat(inlined.errors()).as(path).singleElement().satisfies(error -> {
                assertThat(error.path()).isEqualTo("policies/p/policy.yaml");
                assertThat(error.line()).isPositive();
                assertThat(error.message()).startsWith("spec.regoFrom");
            });
        }
    }

    @Test
    void text_and_file_together_are_an_error() throws Exception {
        assertThat(inline("""
                                apiVersion: sluice.dev/v1alpha1
                                kind: Policy
                                metadata: {name: p}
                                spec: {rego: package p, regoFrom: {path: policy.rego}}
                                """).errors())
                .extracting(FileError::message)
                .containsExactly("spec.rego and spec.regoFrom both give it; leave one out");
    }

    @Test
    void other_kinds_may_have_a_field_of_that_name() throws Exception {
        var inlined = inline("""
                apiVersion: other.dev/v1
                kind: Policy
                metadata: {name: p}
                spec: {regoFrom: {path: policy.rego}}
                """);

        assertThat(inlined.manifest().object().at("/spec/regoFrom/path").asText())
                .isEqualTo("policy.rego");
    }

    private static RegoFiles.Inlined inline(String yaml) throws Exception {
        var parsed = ManifestParser.parse("policies/p/policy.yaml", yaml.getBytes(UTF_8));
        assertThat(parsed.errors()).isEmpty();
        return RegoFiles.inline(
                parsed.manifests().getFirst(),
                path -> Optional.ofNullable(FILES.get(path)).map(text -> text.getBytes(UTF_8)));
    }
}
