package dev.sluice.sync;

import static dev.sluice.sync.SyncBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.sync.ClusterPort.ClusterException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The content of Secrets reaches the cluster and nobody else. */
class SyncRunSecretsTest {
    private static final String OLD = encoded("0ld-passw0rd");
    private static final String NEW = encoded("n3w-passw0rd");
    private static final String PLAIN = "pla1n-passw0rd";

    private SyncBench bench;

    @BeforeEach
    void open() {
        bench = new SyncBench();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void a_secret_is_created_changed_put_back_and_deleted_without_its_content_being_shown() {
        bench.git.file("infra/s.yaml", secret(OLD)).file("infra/other.yaml", SyncBench.configMap("other", "1"));
        bench.push();
        assertThat(live().at("/data/password").asText()).isEqualTo(OLD);

        bench.git.file("infra/s.yaml", secret(NEW));
        var commit = bench.git.commit();
        bench.pass(commit, false);
        assertThat(live().at("/data/password").asText()).isEqualTo(NEW);

        // Somebody applies it with kubectl, which leaves the whole text in an annotation.
        ((ObjectNode) live().get("data")).put("password", OLD);
        ((ObjectNode) live().at("/metadata/annotations"))
                .put("kubectl.kubernetes.io/last-applied-configuration", "{\"data\":{\"password\":\"" + OLD + "\"}}");
        bench.compare(commit);
        assertThat(live().at("/data/password").asText()).isEqualTo(NEW);

        bench.git.remove("infra/s.yaml");
        bench.push();
        assertThat(bench.cluster.done).endsWith("delete Secret team/s");

        assertNothingShown();
        assertThat(bench.judged)
                .filteredOn(c -> c.subject().kind().equals("Secret"))
                .hasSize(4);
    }

    @Test
    void that_a_secret_changes_is_visible_although_its_content_is_not() {
        bench.git.file("infra/s.yaml", secret(OLD));
        bench.push();
        bench.judged.clear();
        bench.git.file("infra/s.yaml", secret(NEW));

        bench.push();

        assertThat(bench.judged.getFirst().diff()).anySatisfy(f -> {
            assertThat(f.path()).isEqualTo("data.password");
            assertThat(f.before().asText()).isEqualTo(FieldChange.REDACTED);
            assertThat(f.after().asText()).isEqualTo(FieldChange.REDACTED);
        });
    }

    @Test
    void a_secret_that_is_held_refused_or_unreadable_shows_nothing_either() {
        bench.git
                .file("infra/s.yaml", secret(OLD))
                .file("infra/twin.yaml", secret(NEW))
                .file("infra/broken.yaml", secret(NEW) + "  : [\n");
        bench.push();
        bench.git.remove("infra/twin.yaml").remove("infra/broken.yaml");
        bench.forbidden.put("s", "no secrets in Git");
        bench.push();
        bench.forbidden.clear();
        bench.cluster.failures.put("apply Secret team/s", new ClusterException("not now"));
        bench.push();

        assertNothingShown();
    }

    @Test
    void the_last_applied_annotation_of_a_live_secret_is_not_shown_when_it_is_taken_over() {
        bench.cluster.put(json("""
                {"apiVersion": "v1", "kind": "Secret", "data": {"password": "%s"},
                 "metadata": {"name": "s", "namespace": "team",
                   "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "%s"}}}
                """.formatted(OLD, OLD)));
        bench.git.file("infra/s.yaml", secret(NEW));

        bench.push();

        assertThat(live().at("/data/password").asText()).isEqualTo(NEW);
        assertNothingShown();
    }

    private void assertNothingShown() {
        var shown = bench.judged + "\n" + bench.told + "\n" + bench.sync.getStatus();
        assertThat(shown).doesNotContain(OLD, NEW, PLAIN).doesNotContainIgnoringCase("passw0rd");
    }

    private ObjectNode live() {
        return bench.cluster.at("Secret", "team", "s");
    }

    private static String secret(String password) {
        return """
                apiVersion: v1
                kind: Secret
                metadata: {name: s}
                data: {password: %s}
                stringData: {plain: %s}
                """.formatted(password, PLAIN);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
