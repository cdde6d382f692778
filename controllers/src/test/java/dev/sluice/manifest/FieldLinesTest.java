package dev.sluice.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FieldLinesTest {
    private static final String TWO = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: first
        ---
        apiVersion: sqs.aws.sluice.dev/v1alpha1
        kind: Queue
        metadata:
          name: orders
          labels:
            app.kubernetes.io/name: shop
        spec:
          forProvider:
            region: eu-west-1
            tags: {team: shop}
            rules:
              - name: a
                port: 1
              - name: b
                port: 2
        """;

    private static int line(String text, int object, String path) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var manifest = ManifestParser.parse("a.yaml", bytes).manifests().get(object);
        return FieldLines.of(bytes).line(manifest, path);
    }

    @Test
    void a_field_stands_where_its_key_does() {
        assertThat(line(TWO, 1, "spec.forProvider.region")).isEqualTo(14);
        assertThat(line(TWO, 1, "spec.forProvider.tags[team]")).isEqualTo(15);
        assertThat(line(TWO, 1, "metadata.labels[app.kubernetes.io/name]")).isEqualTo(11);
    }

    @Test
    void an_element_is_found_by_index_and_by_name() {
        assertThat(line(TWO, 1, "spec.forProvider.rules[1].port")).isEqualTo(20);
        assertThat(line(TWO, 1, "spec.forProvider.rules[a].port")).isEqualTo(18);
    }

    @Test
    void what_is_missing_is_shown_where_it_would_be() {
        assertThat(line(TWO, 1, "spec.forProvider.policy.statement")).isEqualTo(13);
        assertThat(line(TWO, 1, "status")).isEqualTo(6);
        assertThat(line(TWO, 0, "")).isEqualTo(1);
    }

    @Test
    void an_object_in_a_list_is_found_by_its_name() {
        var list = """
            apiVersion: v1
            kind: List
            items:
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: a}
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: b}
                data:
                  key: value
            """;
        assertThat(line(list, 1, "data.key")).isEqualTo(11);
        assertThat(line(list, 1, "spec")).isEqualTo(7);
    }

    @Test
    void json_has_lines_too() {
        assertThat(line(
                        "{\n\"apiVersion\": \"v1\",\n\"kind\": \"ConfigMap\",\n\"metadata\": {\"name\": \"a\"}\n}",
                        0,
                        "kind"))
                .isEqualTo(3);
    }
}
