package dev.sluice.sync;

import static dev.sluice.sync.SyncBench.configMap;
import static dev.sluice.sync.SyncBench.entry;
import static dev.sluice.sync.SyncBench.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Operation;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.Result;
import dev.sluice.source.Origin;
import dev.sluice.sync.ClusterPort.ClusterException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a pass does with objects that have left Git, and when it keeps its hands off them. */
class SyncRunPruneTest {
    private SyncBench bench;
    private FakeCluster cluster;
    private Origin git;

    @BeforeEach
    void two_objects_are_applied() {
        bench = new SyncBench();
        cluster = bench.cluster;
        git = bench.git;
        git.file("infra/keep.yaml", configMap("keep", "1")).file("infra/gone.yaml", configMap("gone", "1"));
        bench.push();
        cluster.settle();
        bench.judged.clear();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void what_has_left_git_is_deleted_through_the_gate_and_told() {
        git.remove("infra/gone.yaml");

        var outcome = bench.push();

        assertThat(cluster.done).containsExactly("delete ConfigMap team/gone");
        assertThat(outcome.pruned()).isEqualTo(1);
        assertThat(outcome.entries()).extracting(Entry::name).containsExactly("keep");
        assertThat(bench.told).containsExactly("pruned ConfigMap team/gone");
        assertThat(bench.judged).singleElement().satisfies(c -> {
            assertThat(c.operation()).isEqualTo(Operation.DELETE);
            assertThat(c.object()).isNull();
            assertThat(c.before().at("/data/value").asText()).isEqualTo("1");
            assertThat(c.source().path()).isEqualTo("infra/gone.yaml");
        });
    }

    @Test
    void what_policy_does_not_let_go_is_kept_told_once_and_deleted_when_policy_admits_it() {
        git.remove("infra/gone.yaml");
        bench.forbidden.put("gone", "holds data");
        var commit = git.commit();

        var outcome = bench.pass(commit, false);
        bench.pass(commit, false);

        assertThat(cluster.done).isEmpty();
        assertThat(entry(outcome, "gone").result()).isEqualTo(Result.PruneHeld);
        assertThat(entry(outcome, "gone").message()).isEqualTo("[rule] holds data");
        assertThat(bench.told).containsExactly("kept ConfigMap team/gone: [rule] holds data");

        bench.forbidden.clear();
        assertThat(bench.pass(commit, false).pruned()).isEqualTo(1);
    }

    @Test
    void what_is_protected_is_kept_with_its_reason_and_deleted_once_it_is_not() {
        git.remove("infra/gone.yaml");
        bench.usages.protect("team", "v1", "ConfigMap", "gone", "still read");
        var commit = git.commit();

        var outcome = bench.pass(commit, false);
        bench.pass(commit, false);

        assertThat(cluster.done).isEmpty();
        assertThat(entry(outcome, "gone").result()).isEqualTo(Result.PruneHeld);
        assertThat(entry(outcome, "gone").message())
                .isEqualTo(
                        "[protection] Usage team/keep-gone protects it: still read. Delete the Usage first if it shall go.");
        assertThat(bench.told).singleElement().asString().startsWith("kept ConfigMap team/gone");

        bench.usages.clear();
        assertThat(bench.pass(commit, false).pruned()).isEqualTo(1);
    }

    @Test
    void an_object_that_comes_back_to_git_is_applied_again() {
        git.remove("infra/gone.yaml");
        bench.forbidden.put("gone", "holds data");
        bench.push();
        bench.forbidden.clear();
        git.file("infra/gone.yaml", configMap("gone", "2"));

        var outcome = bench.push();

        assertThat(entry(outcome, "gone").result()).isEqualTo(Result.Applied);
        assertThat(cluster.done).containsExactly("apply ConfigMap team/gone");
    }

    static Stream<Arguments> guards() {
        return Stream.of(
                guard("a file is not valid YAML", b -> b.git.file("infra/bad.yaml", "a: [\n"), "cannot be read"),
                guard(
                        "a file is too large",
                        b -> b.git.file("infra/bad.yaml", "# " + "x".repeat(1024 * 1024)),
                        "cannot be read"),
                guard("a file is a link", b -> b.git.link("infra/l.yaml", "gone.yaml"), "cannot be read"),
                guard(
                        "an object stands in two files",
                        b -> b.git.file("infra/twin.yaml", configMap("keep", "2")),
                        "cannot be read"),
                guard(
                        "a kind is unknown",
                        b -> {
                            b.cluster.unknown.add("Thing");
                            b.git.file("infra/t.yaml", "apiVersion: x.io/v1\nkind: Thing\nmetadata: {name: t}\n");
                        },
                        "cannot be read"),
                guard("spec.prune is false", b -> b.spec("infra", false, null), "spec.prune is false"),
                guard("the path is gone", b -> b.spec("elsewhere", true, null), "not in this commit"),
                guard("the path leaves the repository", b -> b.spec("../x", true, null), "not in this commit"),
                guard("the commit is empty", b -> b.git.remove("infra/keep.yaml"), "not in this commit"),
                guard(
                        "the folder holds no objects any more",
                        b -> b.git.remove("infra/keep.yaml").file("infra/readme.md", "hello"),
                        "no objects at all"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("guards")
    void nothing_is_pruned_while(String reason, Consumer<SyncBench> happens, String note) {
        git.remove("infra/gone.yaml");
        happens.accept(bench);

        var outcome = bench.push();

        assertThat(cluster.done).doesNotContain("delete ConfigMap team/gone", "delete ConfigMap team/keep");
        assertThat(outcome.pruneNote()).contains(note);
        // It stays on the books, so that it is pruned once the reason is gone.
        assertThat(entry(outcome, "gone").digest()).isNotNull();
    }

    @Test
    void it_is_pruned_once_the_reason_to_wait_is_gone() {
        git.remove("infra/gone.yaml").file("infra/bad.yaml", "a: [\n");
        bench.push();
        git.remove("infra/bad.yaml");

        bench.push();

        assertThat(cluster.done).containsExactly("delete ConfigMap team/gone");
    }

    @Test
    void the_annotation_keeps_an_object() {
        annotate("gone", Sluice.PRUNE, "disabled");
        git.remove("infra/gone.yaml");

        var outcome = bench.push();

        assertThat(cluster.done).isEmpty();
        assertThat(entry(outcome, "gone").result()).isEqualTo(Result.PruneHeld);
        assertThat(entry(outcome, "gone").message()).contains("sluice.dev/prune");
    }

    @Test
    void what_belongs_to_somebody_else_by_now_is_forgotten_and_not_deleted() {
        ((ObjectNode) cluster.at("ConfigMap", "team", "gone").at("/metadata/labels")).put(Sluice.SYNC_LABEL, "b.c");
        git.remove("infra/gone.yaml");

        var outcome = bench.push();

        assertThat(cluster.done).isEmpty();
        assertThat(outcome.entries()).extracting(Entry::name).containsExactly("keep");
    }

    @Test
    void what_is_gone_already_is_forgotten() {
        cluster.objects.keySet().removeIf(id -> id.name().equals("gone"));
        git.remove("infra/gone.yaml");

        var outcome = bench.push();

        assertThat(outcome.pruned()).isZero();
        assertThat(outcome.entries()).extracting(Entry::name).containsExactly("keep");
    }

    @Test
    void what_was_never_applied_is_not_deleted() {
        cluster.put(json("{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": "
                + "{\"name\": \"theirs\", \"namespace\": \"team\"}}"));
        bench.forbidden.put("theirs", "no");
        git.file("infra/theirs.yaml", configMap("theirs", "1"));
        bench.push();
        bench.forbidden.clear();
        git.remove("infra/theirs.yaml");

        var outcome = bench.push();

        assertThat(cluster.objects).hasSize(3);
        assertThat(outcome.entries()).extracting(Entry::name).containsExactly("gone", "keep");
    }

    @Test
    void what_is_on_its_way_out_is_waited_for() {
        ((ObjectNode) cluster.at("ConfigMap", "team", "gone").get("metadata"))
                .put("deletionTimestamp", "2026-01-01T00:00:00Z");
        git.remove("infra/gone.yaml");

        var outcome = bench.push();

        assertThat(cluster.done).isEmpty();
        assertThat(entry(outcome, "gone").message()).isEqualTo("is being deleted");
    }

    @Test
    void a_deletion_that_the_api_server_refuses_does_not_stop_the_others_and_is_tried_again() {
        git.remove("infra/gone.yaml").file("infra/more.yaml", configMap("more", "1"));
        bench.push();
        git.file("infra/gone.yaml", configMap("gone", "1"));
        bench.push();
        cluster.settle();
        git.remove("infra/gone.yaml").remove("infra/more.yaml");
        cluster.failures.put("delete ConfigMap team/gone", new ClusterException("not now"));
        var commit = git.commit();

        var outcome = bench.pass(commit, false);

        assertThat(cluster.done).containsExactly("delete ConfigMap team/more");
        assertThat(entry(outcome, "gone").message()).isEqualTo("not now");

        cluster.failures.clear();
        assertThat(bench.pass(commit, false).pruned()).isEqualTo(1);
    }

    @Test
    void what_others_need_is_deleted_last() {
        git.file("infra/all.yaml", """
                apiVersion: v1
                kind: Namespace
                metadata: {name: n}
                ---
                apiVersion: aws.sluice.dev/v1alpha1
                kind: ProviderConfig
                metadata: {name: p}
                ---
                apiVersion: sqs.aws.sluice.dev/v1alpha1
                kind: Queue
                metadata: {name: q}
                """);
        bench.push();
        cluster.settle();
        git.remove("infra/all.yaml");

        bench.push();

        assertThat(cluster.done)
                .containsExactly("delete Queue team/q", "delete ProviderConfig team/p", "delete Namespace n");
    }

    @Test
    void a_sync_does_not_prune_itself_nor_what_it_reads_from() {
        git.file("infra/self.yaml", """
                apiVersion: sluice.dev/v1alpha1
                kind: Sync
                metadata: {name: infra}
                ---
                apiVersion: sluice.dev/v1alpha1
                kind: GitRepository
                metadata: {name: repo}
                """);
        bench.push();
        cluster.settle();
        git.remove("infra/self.yaml");

        bench.push();

        assertThat(cluster.done).isEmpty();
    }

    @Test
    void a_sync_that_is_deleted_takes_its_objects_along_but_not_what_policy_keeps() {
        bench.forbidden.put("gone", "holds data");

        var left = bench.delete();

        assertThat(cluster.done).containsExactly("delete ConfigMap team/keep");
        assertThat(left).extracting(Entry::name).containsExactly("gone");
    }

    @Test
    void a_sync_that_is_deleted_does_not_wait_for_what_the_annotation_keeps() {
        annotate("gone", Sluice.PRUNE, "disabled");

        var left = bench.delete();

        assertThat(left).isEmpty();
        assertThat(cluster.done).containsExactly("delete ConfigMap team/keep");
        assertThat(cluster.objects).hasSize(1);
    }

    private void annotate(String name, String annotation, String value) {
        ((ObjectNode) cluster.at("ConfigMap", "team", name).at("/metadata/annotations")).put(annotation, value);
    }

    private static Arguments guard(String reason, Consumer<SyncBench> happens, String note) {
        return Arguments.of(reason, happens, note);
    }
}
