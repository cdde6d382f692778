package dev.sluice.sync;

import static dev.sluice.sync.SyncBench.configMap;
import static dev.sluice.sync.SyncBench.entry;
import static dev.sluice.sync.SyncBench.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.Operation;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.FileError;
import dev.sluice.api.Sync.Result;
import dev.sluice.source.Origin;
import dev.sluice.sync.ClusterPort.ClusterException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a pass does with the objects that are in Git. */
class SyncRunApplyTest {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: Policy
            metadata: {name: rule}
            spec: {rego: "package p"}
            """;

    private SyncBench bench;
    private FakeCluster cluster;
    private Origin git;

    @BeforeEach
    void open() {
        bench = new SyncBench();
        cluster = bench.cluster;
        git = bench.git;
    }

    @AfterEach
    void close() {
        bench.close();
    }

    // ---- order and economy ---------------------------------------------------------------------------------------

    @Test
    void what_others_need_is_applied_first_whatever_the_files_are_called() {
        git.file("infra/1.yaml", """
                        apiVersion: sqs.aws.sluice.dev/v1alpha1
                        kind: Queue
                        metadata: {name: orders}
                        """)
                .file("infra/2.yaml", """
                        apiVersion: aws.sluice.dev/v1alpha1
                        kind: ProviderConfig
                        metadata: {name: default}
                        """)
                .file("infra/3.yaml", """
                        apiVersion: sluice.dev/v1alpha1
                        kind: Policy
                        metadata: {name: rule}
                        spec: {rego: "package p"}
                        """)
                .file("infra/4.yaml", """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: things.example.com}
                        """)
                .file("infra/5.yaml", """
                        apiVersion: v1
                        kind: Namespace
                        metadata: {name: team}
                        """);

        bench.push();

        assertThat(cluster.done)
                .containsExactly(
                        "apply Namespace team",
                        "apply CustomResourceDefinition things.example.com",
                        "apply Policy rule",
                        "apply ProviderConfig team/default",
                        "apply Queue team/orders");
    }

    @Test
    void only_what_changed_in_git_is_looked_at() {
        git.file("infra/a.yaml", configMap("a", "1")).file("infra/b.yaml", configMap("b", "1"));
        bench.push();
        cluster.settle();

        git.file("infra/b.yaml", configMap("b", "2"));
        var outcome = bench.push();

        assertThat(cluster.read).containsOnly("get ConfigMap team/b");
        assertThat(cluster.done).containsExactly("apply ConfigMap team/b");
        assertThat(outcome.entries()).extracting(Entry::result).containsOnly(Result.Applied);
    }

    @Test
    void another_order_of_keys_or_another_place_is_no_change_and_the_entry_knows_the_new_place() {
        git.file("infra/a.yaml", configMap("a", "1"));
        var first = bench.push();
        cluster.settle();

        git.remove("infra/a.yaml").file("infra/sub/moved.yaml", """
                # a comment
                kind: ConfigMap
                data: {value: "1"}
                metadata: {name: a}
                apiVersion: v1
                """);
        var outcome = bench.push();

        assertThat(cluster.done).isEmpty();
        assertThat(entry(outcome, "a").path()).isEqualTo("infra/sub/moved.yaml");
        assertThat(entry(outcome, "a").line()).isEqualTo(2);
        assertThat(entry(outcome, "a").revision()).isEqualTo(entry(first, "a").revision());
    }

    @Test
    void many_objects_of_a_kind_are_read_by_one_list() {
        for (int i = 0; i < 10; i++) {
            git.file("infra/%d.yaml".formatted(i), configMap("c" + i, "1"));
        }

        var outcome = bench.push();

        assertThat(cluster.read).containsExactly("list ConfigMap");
        assertThat(outcome.entries()).hasSize(10).extracting(Entry::result).containsOnly(Result.Applied);
    }

    @Test
    void where_listing_is_not_allowed_they_are_read_one_by_one() {
        for (int i = 0; i < 10; i++) {
            git.file("infra/%d.yaml".formatted(i), configMap("c" + i, "1"));
        }
        cluster.failures.put("list ConfigMap", new ClusterException("forbidden"));

        var outcome = bench.push();

        assertThat(outcome.entries()).hasSize(10).extracting(Entry::result).containsOnly(Result.Applied);
    }

    // ---- where an object belongs ---------------------------------------------------------------------------------

    @Test
    void an_object_goes_to_its_own_namespace_else_to_the_syncs_target() {
        bench.spec("infra", true, "target");
        git.file("infra/a.yaml", configMap("a", "1")).file("infra/b.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: b, namespace: own}
                """).file("infra/c.yaml", """
                apiVersion: v1
                kind: Namespace
                metadata: {name: c, namespace: ignored}
                """);

        bench.push();

        assertThat(cluster.done)
                .containsExactlyInAnyOrder("apply ConfigMap target/a", "apply ConfigMap own/b", "apply Namespace c");
    }

    @Test
    void provenance_says_the_commit_and_author_that_touched_the_file_and_the_line_of_the_document() {
        git.file("infra/a.yaml", configMap("a", "1") + "---\n" + configMap("b", "1"));
        var ann = git.commit("Ann");
        git.file("infra/other.yaml", configMap("c", "1"));
        var bob = git.commit("Bob");

        bench.pass(bob, false);

        assertThat(annotations("b").path(Sluice.SOURCE_REPOSITORY).asText()).isEqualTo(Origin.URL);
        assertThat(annotations("b").path(Sluice.SOURCE_REVISION).asText()).isEqualTo(ann);
        assertThat(annotations("b").path(Sluice.SOURCE_AUTHOR).asText()).isEqualTo(Origin.mail("Ann"));
        assertThat(annotations("b").path(Sluice.SOURCE_PATH).asText()).isEqualTo("infra/a.yaml");
        assertThat(annotations("b").path(Sluice.SOURCE_LINE).asText()).isEqualTo("6");
        assertThat(annotations("c").path(Sluice.SOURCE_REVISION).asText()).isEqualTo(bob);
        assertThat(annotations("c").path(Sluice.SOURCE_AUTHOR).asText()).isEqualTo(Origin.mail("Bob"));
        assertThat(cluster.at("ConfigMap", "team", "b")
                        .at("/metadata/labels")
                        .path(Sluice.SYNC_LABEL)
                        .asText())
                .isEqualTo("team.infra");
        assertThat(bench.judged).allSatisfy(c -> assertThat(c.source()).isNotNull());
    }

    @Test
    void provenance_cannot_be_written_by_a_manifest() {
        git.file("infra/a.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: a
                  labels: {sluice.dev/sync: other.sync}
                  annotations: {sluice.dev/source-author: "The Boss <boss@example.com>", sluice.dev/source-revision: abc}
                """);
        var commit = git.commit("Mallory");

        bench.pass(commit, false);

        assertThat(annotations("a").path(Sluice.SOURCE_AUTHOR).asText()).isEqualTo(Origin.mail("Mallory"));
        assertThat(annotations("a").path(Sluice.SOURCE_REVISION).asText()).isEqualTo(commit);
        assertThat(cluster.at("ConfigMap", "team", "a")
                        .at("/metadata/labels")
                        .path(Sluice.SYNC_LABEL)
                        .asText())
                .isEqualTo("team.infra");
    }

    @Test
    void where_history_does_not_say_the_author_a_manifest_does_not_say_it_either() {
        git.file("infra/a.yaml", """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: a
                  annotations: {sluice.dev/source-author: "The Boss <boss@example.com>"}
                """);
        git.commit("Mallory");
        for (int i = 0; i < 1000; i++) {
            git.file("readme.md", Integer.toString(i)).commit("Mallory");
        }

        bench.push();

        assertThat(annotations("a").has(Sluice.SOURCE_AUTHOR)).isFalse();
    }

    @Test
    void an_object_that_a_deleted_sync_left_behind_is_taken_over() {
        cluster.put(ofAnotherSync());
        git.file("infra/a.yaml", configMap("a", "ours"));

        assertThat(entry(bench.push(), "a").result()).isEqualTo(Result.Applied);
        assertThat(cluster.at("ConfigMap", "team", "a").at("/data/value").asText())
                .isEqualTo("ours");
    }

    private static ObjectNode ofAnotherSync() {
        return json("""
                {"apiVersion": "v1", "kind": "ConfigMap", "data": {"value": "theirs"},
                 "metadata": {"name": "a", "namespace": "team", "labels": {"sluice.dev/sync": "other.sync"}}}
                """);
    }

    @Test
    void an_object_of_another_sync_is_left_alone_and_names_its_owner() {
        cluster.put(ofAnotherSync());
        cluster.put(json("""
                {"apiVersion": "sluice.dev/v1alpha1", "kind": "Sync", "metadata": {"name": "sync", "namespace": "other"}}
                """));
        git.file("infra/a.yaml", configMap("a", "ours")).file("infra/b.yaml", configMap("b", "1"));

        var outcome = bench.push();

        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Failed);
        assertThat(entry(outcome, "a").message()).contains("belongs to the Sync other.sync");
        assertThat(cluster.done).containsExactly("apply ConfigMap team/b");
    }

    // ---- policy --------------------------------------------------------------------------------------------------

    @Test
    void an_object_that_policy_objects_to_is_held_and_the_rest_is_applied() {
        git.file("infra/a.yaml", configMap("a", "1")).file("infra/b.yaml", configMap("b", "1"));
        bench.push();
        bench.forbidden.put("a", "not like this");
        git.file("infra/a.yaml", configMap("a", "2")).file("infra/b.yaml", configMap("b", "2"));

        var outcome = bench.push();

        var held = entry(outcome, "a");
        assertThat(held.result()).isEqualTo(Result.Held);
        assertThat(held.message()).isEqualTo("[rule] not like this");
        assertThat(held.violations()).hasSize(1);
        assertThat(value("a")).isEqualTo("1");
        assertThat(value("b")).isEqualTo("2");
        assertThat(entry(outcome, "b").result()).isEqualTo(Result.Applied);
        assertThat(bench.told).containsExactly("held ConfigMap team/a: [rule] not like this");
    }

    @Test
    void what_was_held_is_applied_as_soon_as_policy_admits_it_without_a_new_commit() {
        git.file("infra/a.yaml", configMap("a", "1"));
        bench.forbidden.put("a", "no");
        var commit = git.commit();
        assertThat(entry(bench.pass(commit, false), "a").digest()).isNull();

        bench.forbidden.clear();
        var outcome = bench.pass(commit, false);

        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Applied);
        assertThat(cluster.done).containsExactly("apply ConfigMap team/a");
    }

    @Test
    void policy_sees_the_live_object_the_result_and_the_fields_that_differ() {
        git.file("infra/a.yaml", configMap("a", "1"));
        bench.push();
        bench.judged.clear();
        git.file("infra/a.yaml", configMap("a", "2"));

        bench.push();

        var change = bench.judged.getFirst();
        assertThat(change.operation()).isEqualTo(Operation.UPDATE);
        assertThat(change.before().at("/data/value").asText()).isEqualTo("1");
        assertThat(change.after().at("/data/value").asText()).isEqualTo("2");
        assertThat(change.diff()).extracting(FieldChange::path).containsExactly("data.value");
        assertThat(change.diff()).extracting(FieldChange::reason).containsExactly(FieldChange.Reason.SPEC);
    }

    @Test
    void objects_wait_for_a_policy_of_their_commit_that_could_not_be_written_now() {
        git.file("infra/policy.yaml", POLICY).file("infra/a.yaml", configMap("a", "1"));
        cluster.failures.put("apply Policy rule", new ClusterException("the API server cannot be reached"));
        var commit = git.commit();

        var outcome = bench.pass(commit, false);

        assertThat(cluster.done).isEmpty();
        assertThat(entry(outcome, "a").message()).contains("waits until the policies");

        cluster.failures.clear();
        assertThat(entry(bench.pass(commit, false), "a").result()).isEqualTo(Result.Applied);
    }

    @Test
    void objects_do_not_wait_for_a_policy_that_the_api_server_will_never_take() {
        git.file("infra/policy.yaml", POLICY).file("infra/a.yaml", configMap("a", "1"));
        cluster.failures.put("apply Policy rule", ClusterException.invalid("spec.rego: Required value"));

        var outcome = bench.push();

        assertThat(entry(outcome, "rule").message()).isEqualTo("spec.rego: Required value");
        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Applied);
    }

    @Test
    void objects_wait_until_the_policies_of_their_commit_are_in_force() {
        git.file("infra/policy.yaml", POLICY)
                .file("infra/ns.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: n}\n")
                .file("infra/a.yaml", configMap("a", "1"));
        bench.policiesComeIntoForce = false;
        var commit = git.commit();

        var outcome = bench.pass(commit, false);

        assertThat(cluster.done).containsExactly("apply Namespace n", "apply Policy rule");
        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Failed);
        assertThat(entry(outcome, "a").message()).contains("waits until the policies");
        assertThat(bench.awaited)
                .singleElement()
                .satisfies(policies -> assertThat(policies)
                        .singleElement()
                        .satisfies(p -> assertThat(p.at("/spec/rego").asText()).isEqualTo("package p")));

        bench.policiesComeIntoForce = true;
        assertThat(entry(bench.pass(commit, false), "a").result()).isEqualTo(Result.Applied);
    }

    // ---- what goes wrong -----------------------------------------------------------------------------------------

    @Test
    void what_the_api_server_refuses_does_not_stop_the_others() {
        git.file("infra/a.yaml", configMap("a", "1"))
                .file("infra/b.yaml", configMap("b", "1"))
                .file("infra/c.yaml", configMap("c", "1"));
        cluster.failures.put("apply ConfigMap team/a", new ClusterException("admission webhook denied it"));
        cluster.failures.put("get ConfigMap team/b", new ClusterException("the API server cannot be reached"));

        var outcome = bench.push();

        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Failed);
        assertThat(entry(outcome, "a").message()).isEqualTo("admission webhook denied it");
        assertThat(entry(outcome, "a").digest()).isNull();
        assertThat(entry(outcome, "b").result()).isEqualTo(Result.Failed);
        assertThat(entry(outcome, "c").result()).isEqualTo(Result.Applied);
    }

    @Test
    void what_goes_wrong_in_a_way_nobody_thought_of_does_not_stop_the_others() {
        git.file("infra/a.yaml", configMap("a", "1")).file("infra/b.yaml", configMap("b", "1"));
        cluster.failures.put("get ConfigMap team/a", new IllegalStateException("a bug"));

        var outcome = bench.push();

        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Failed);
        assertThat(entry(outcome, "a").message()).contains("the log has the details");
        assertThat(entry(outcome, "b").result()).isEqualTo(Result.Applied);
    }

    @Test
    void a_failed_object_is_tried_again_without_a_new_commit_and_keeps_what_was_in_force() {
        git.file("infra/a.yaml", configMap("a", "1"));
        var first = bench.push();
        git.file("infra/a.yaml", configMap("a", "2"));
        cluster.failures.put("apply ConfigMap team/a", new ClusterException("not now"));
        var commit = git.commit();

        var failed = entry(bench.pass(commit, false), "a");
        assertThat(failed.digest()).isEqualTo(entry(first, "a").digest());
        assertThat(failed.revision()).isEqualTo(entry(first, "a").revision());

        cluster.failures.clear();
        assertThat(entry(bench.pass(commit, false), "a").result()).isEqualTo(Result.Applied);
        assertThat(value("a")).isEqualTo("2");
    }

    @Test
    void a_manifest_that_a_closer_look_finds_wrong_is_not_applied_and_says_the_line() {
        git.file("infra/a.yaml", configMap("a", "1")).file("infra/b.yaml", configMap("b", "1"));
        bench.findings.put("a", new FileError("infra/a.yaml", 7, "var x is unsafe"));

        var outcome = bench.push();

        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Failed);
        assertThat(entry(outcome, "a").message()).isEqualTo("infra/a.yaml:7: var x is unsafe");
        assertThat(cluster.done).containsExactly("apply ConfigMap team/b");
    }

    @Test
    void an_object_that_stands_in_two_files_is_applied_from_neither_and_both_places_are_named() {
        git.file("infra/a.yaml", configMap("a", "1"));
        bench.push();
        cluster.settle();
        git.file("infra/twin.yaml", configMap("a", "2")).file("infra/b.yaml", configMap("b", "1"));

        var outcome = bench.push();

        assertThat(outcome.errors()).singleElement().satisfies(e -> {
            assertThat(e.path()).isEqualTo("infra/twin.yaml");
            assertThat(e.message()).contains("ConfigMap team/a").contains("infra/a.yaml:1");
        });
        assertThat(cluster.done).containsExactly("apply ConfigMap team/b");
        assertThat(value("a")).isEqualTo("1");
        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Applied);
    }

    @Test
    void the_same_object_in_two_versions_of_its_kind_is_the_same_object() {
        git.file("infra/a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n")
                .file("infra/b.yaml", "apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: a}\n");

        assertThat(bench.push().errors()).hasSize(1);
        assertThat(cluster.done).isEmpty();
    }

    @Test
    void a_kind_the_cluster_does_not_know_is_told_with_its_place_and_the_rest_is_applied() {
        cluster.unknown.add("Thing");
        git.file(
                "infra/a.yaml",
                configMap("a", "1") + "---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\n");

        var outcome = bench.push();

        assertThat(outcome.errors()).singleElement().satisfies(e -> {
            assertThat(e.line()).isEqualTo(6);
            assertThat(e.message()).contains("does not know example.com/v1 Thing");
        });
        assertThat(cluster.done).containsExactly("apply ConfigMap team/a");
    }

    @Test
    void a_kind_that_the_commit_itself_defines_is_known() {
        cluster.unknown.add("Thing");
        git.file("infra/a.yaml", "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\n")
                .file("infra/crd.yaml", """
                        apiVersion: apiextensions.k8s.io/v1
                        kind: CustomResourceDefinition
                        metadata: {name: things.example.com}
                        spec: {group: example.com, names: {kind: Thing}}
                        """);

        var outcome = bench.push();

        assertThat(outcome.errors()).isEmpty();
        assertThat(cluster.done)
                .containsExactly("apply CustomResourceDefinition things.example.com", "apply Thing team/t");
    }

    @Test
    void an_api_group_that_is_down_does_not_stop_the_others() {
        cluster.failures.put("scope metrics.example.com/v1", new ClusterException("service unavailable"));
        git.file("infra/a.yaml", configMap("a", "1"))
                .file("infra/m.yaml", "apiVersion: metrics.example.com/v1\nkind: Metric\nmetadata: {name: m}\n");

        var outcome = bench.push();

        assertThat(cluster.done).containsExactly("apply ConfigMap team/a");
        assertThat(outcome.errors()).singleElement().satisfies(e -> {
            assertThat(e.path()).isEqualTo("infra/m.yaml");
            assertThat(e.message()).contains("service unavailable");
        });
    }

    @Test
    void a_cluster_that_cannot_be_reached_at_all_is_not_a_mistake_in_the_files() {
        cluster.failures.put("scope v1", new ClusterException("the API server cannot be reached"));
        git.file("infra/a.yaml", configMap("a", "1"));

        assertThatThrownBy(bench::push).isInstanceOf(ClusterException.class);
    }

    // ---- drift ---------------------------------------------------------------------------------------------------

    @Test
    void what_somebody_changed_in_the_cluster_is_put_back_and_told_with_who_did_it() {
        git.file("infra/a.yaml", configMap("a", "git"));
        var commit = git.commit();
        bench.pass(commit, false);
        tamper("a", "kubectl-edit");
        bench.judged.clear();

        var outcome = bench.compare(commit);

        assertThat(value("a")).isEqualTo("git");
        assertThat(bench.told).containsExactly("drifted a: data.value by kubectl-edit");
        assertThat(bench.judged.getFirst().diff())
                .extracting(FieldChange::reason)
                .containsExactly(FieldChange.Reason.DRIFT);
        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Applied);
        assertThat(entry(outcome, "a").revision()).isEqualTo(commit);
    }

    @Test
    void drift_that_policy_does_not_let_us_put_back_stays_and_is_held() {
        git.file("infra/a.yaml", configMap("a", "git"));
        var commit = git.commit();
        bench.pass(commit, false);
        tamper("a", "kubectl-edit");
        bench.forbidden.put("a", "frozen");

        var outcome = bench.compare(commit);

        assertThat(value("a")).isEqualTo("tampered");
        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Held);
        assertThat(entry(outcome, "a").digest()).isNotNull();
    }

    @Test
    void an_object_that_somebody_deleted_is_made_again() {
        git.file("infra/a.yaml", configMap("a", "git"));
        var commit = git.commit();
        bench.pass(commit, false);
        cluster.objects.clear();

        bench.compare(commit);

        assertThat(value("a")).isEqualTo("git");
        assertThat(annotations("a").path(Sluice.SOURCE_REVISION).asText()).isEqualTo(commit);
    }

    @Test
    void what_git_does_not_name_is_no_drift() {
        git.file("infra/a.yaml", configMap("a", "git"));
        var commit = git.commit();
        bench.pass(commit, false);
        var live = cluster.at("ConfigMap", "team", "a");
        ((ObjectNode) live.get("data")).put("another", "field");
        live.putObject("status").put("phase", "Ready");
        ((ObjectNode) live.get("metadata")).put("resourceVersion", "77").put("uid", "u-9");
        cluster.settle();

        bench.compare(commit);

        assertThat(cluster.done).isEmpty();
        assertThat(bench.told).isEmpty();
    }

    @Test
    void putting_an_object_back_does_not_look_like_a_new_commit() {
        git.file("infra/a.yaml", configMap("a", "git") + "---\n" + configMap("b", "1"));
        var first = git.commit("Ann");
        bench.pass(first, false);
        git.file("infra/a.yaml", configMap("a", "git") + "---\n" + configMap("b", "2"));
        var second = git.commit("Bob");
        bench.pass(second, false);
        tamper("a", "kubectl-edit");

        var outcome = bench.compare(second);

        assertThat(value("a")).isEqualTo("git");
        assertThat(annotations("a").path(Sluice.SOURCE_REVISION).asText()).isEqualTo(first);
        assertThat(annotations("a").path(Sluice.SOURCE_AUTHOR).asText()).isEqualTo(Origin.mail("Ann"));
        assertThat(entry(outcome, "a").revision()).isEqualTo(first);
    }

    @Test
    void a_forged_provenance_is_put_back_although_nothing_else_differs() {
        git.file("infra/a.yaml", configMap("a", "git"));
        var commit = git.commit("Ann");
        bench.pass(commit, false);
        ((ObjectNode) annotations("a"))
                .put(Sluice.SOURCE_REVISION, "f".repeat(40))
                .put(Sluice.SOURCE_AUTHOR, "The Boss <boss@example.com>");

        var outcome = bench.compare(commit);

        assertThat(annotations("a").path(Sluice.SOURCE_REVISION).asText()).isEqualTo(commit);
        assertThat(annotations("a").path(Sluice.SOURCE_AUTHOR).asText()).isEqualTo(Origin.mail("Ann"));
        assertThat(entry(outcome, "a").revision()).isEqualTo(commit);
        assertThat(bench.told)
                .singleElement()
                .asString()
                .contains("source-author")
                .contains("source-revision");
    }

    @Test
    void an_object_whose_file_was_moved_or_changed_elsewhere_is_no_drift() {
        git.file("infra/a.yaml", configMap("a", "git"));
        bench.pass(git.commit("Ann"), false);
        git.remove("infra/a.yaml").file("infra/b.yaml", configMap("b", "1") + "---\n" + configMap("a", "git"));
        var moved = git.commit("Bob");
        bench.pass(moved, false);
        cluster.settle();

        bench.compare(moved);
        bench.compare(moved);

        assertThat(cluster.done).isEmpty();
        assertThat(bench.told).isEmpty();
    }

    private void tamper(String name, String manager) {
        var live = cluster.at("ConfigMap", "team", name);
        ((ObjectNode) live.get("data")).put("value", "tampered");
        ((ObjectNode) live.get("metadata"))
                .set(
                        "managedFields",
                        SyncBench.JSON
                                .createArrayNode()
                                .add(json("{\"manager\": \"sluice-sync\", \"time\": \"2026-03-01T00:00:00Z\"}"))
                                .add(json("{\"manager\": \"early\", \"time\": \"2026-01-01T00:00:00Z\"}"))
                                .add(json("{\"manager\": \"%s\", \"time\": \"2026-02-01T00:00:00Z\"}"
                                        .formatted(manager))));
    }

    private String value(String name) {
        return cluster.at("ConfigMap", "team", name).at("/data/value").asText();
    }

    private com.fasterxml.jackson.databind.JsonNode annotations(String name) {
        return cluster.at("ConfigMap", "team", name).at("/metadata/annotations");
    }
}
