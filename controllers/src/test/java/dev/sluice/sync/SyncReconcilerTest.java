package dev.sluice.sync;

import static dev.sluice.sync.SyncBench.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.LocalReference;
import dev.sluice.api.Sluice;
import dev.sluice.api.Sync;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Contexts;
import dev.sluice.kube.RecordedEvents;
import dev.sluice.source.Sources;
import dev.sluice.sync.ClusterPort.ClusterException;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the status of a Sync says, and when it is looked at again. */
class SyncReconcilerTest {
    private final SyncBench bench = new SyncBench();
    private final Sync sync = bench.sync;
    private final RecordedEvents events = new RecordedEvents();
    private final Map<String, Sources.Source> fetched = new HashMap<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private SyncReconciler reconciler;

    @BeforeEach
    void open() {
        reconciler = new SyncReconciler(bench.collaborators(), sources(), events, new SimpleMeterRegistry(), () -> now);
    }

    @AfterEach
    void close() {
        reconciler.close();
        bench.close();
    }

    @Test
    void a_commit_that_is_applied_whole_is_named_in_the_status() {
        bench.git.file("infra/a.yaml", configMap("a", "1")).file("infra/b.yaml", configMap("b", "1"));
        var commit = push();

        reconcile();

        var status = sync.getStatus();
        assertThat(status.lastAppliedRevision()).isEqualTo(commit);
        assertThat(status.lastAttemptedRevision()).isEqualTo(commit);
        assertThat(status.lastAttemptedAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(status.counts()).isEqualTo(new Sync.Counts(2, 0, 0, 0));
        assertThat(status.objects()).hasSize(2);
        assertThat(ready().getStatus()).isEqualTo("True");
    }

    @Test
    void where_nothing_has_changed_nothing_is_written() {
        bench.git.file("infra/a.yaml", configMap("a", "1"));
        push();
        reconcile();
        now = now.plusSeconds(600);

        var control = reconcile();

        assertThat(control.isNoUpdate()).isTrue();
        assertThat(control.getScheduleDelay().orElseThrow()).isBetween(540_000L, 660_000L);
    }

    @Test
    void a_commit_of_which_something_is_held_is_attempted_and_not_applied() {
        bench.git.file("infra/a.yaml", configMap("a", "1")).file("infra/b.yaml", configMap("b", "1"));
        var first = push();
        reconcile();
        bench.forbidden.put("a", "not like this");
        bench.git.file("infra/a.yaml", configMap("a", "2")).file("infra/b.yaml", configMap("b", "2"));
        var second = push();

        reconcile();

        assertThat(sync.getStatus().lastAppliedRevision()).isEqualTo(first);
        assertThat(sync.getStatus().lastAttemptedRevision()).isEqualTo(second);
        assertThat(sync.getStatus().counts()).isEqualTo(new Sync.Counts(1, 1, 0, 0));
        assertThat(ready().getReason()).isEqualTo("PolicyDenied");
        assertThat(ready().getMessage()).isEqualTo("ConfigMap team/a (infra/a.yaml:1): [rule] not like this");
        assertThat(events.all())
                .singleElement()
                .asString()
                .contains("PolicyDenied")
                .contains("infra/a.yaml:1");
    }

    @Test
    void an_unreadable_file_is_told_with_its_line_and_what_was_in_force_stays_on_the_books() {
        bench.git.file("infra/a.yaml", configMap("a", "1"));
        push();
        reconcile();
        bench.git.file("infra/a.yaml", "kind: [\n");
        push();

        var control = reconcile();

        assertThat(ready().getReason()).isEqualTo("InvalidManifests");
        assertThat(ready().getMessage()).startsWith("infra/a.yaml:2:");
        assertThat(sync.getStatus().errors()).hasSize(1);
        assertThat(sync.getStatus().objects()).hasSize(1);
        assertThat(bench.cluster.objects).hasSize(1);
        assertThat(control.getScheduleDelay().orElseThrow()).isLessThan(2000L);
    }

    @Test
    void a_path_that_is_not_in_the_commit_is_told_and_nothing_is_deleted() {
        bench.git.file("infra/a.yaml", configMap("a", "1"));
        push();
        reconcile();
        bench.git.remove("infra/a.yaml").file("elsewhere/a.yaml", configMap("a", "1"));
        push();

        reconcile();

        assertThat(ready().getReason()).isEqualTo("PathNotFound");
        assertThat(bench.cluster.objects).hasSize(1);
        assertThat(sync.getStatus().objects()).hasSize(1);
    }

    @Test
    void while_it_cannot_work_it_says_why_and_keeps_what_it_knows() {
        bench.git.file("infra/a.yaml", configMap("a", "1"));
        var commit = push();
        reconcile();

        bench.policiesLoaded = false;
        reconcile();
        assertThat(ready().getReason()).isEqualTo("PoliciesNotLoaded");
        bench.policiesLoaded = true;

        var source = fetched.remove("repo");
        reconcile();
        assertThat(ready().getReason()).isEqualTo("SourceNotReady");
        fetched.put("repo", source);

        bench.cluster.failures.put("scope v1", new ClusterException("the API server cannot be reached"));
        var control = reconcile();
        assertThat(ready().getReason()).isEqualTo("ClusterUnavailable");
        assertThat(control.getScheduleDelay()).isPresent();
        bench.cluster.failures.clear();

        suspend(true);
        reconcile();
        assertThat(ready().getReason()).isEqualTo("Suspended");

        assertThat(sync.getStatus().lastAppliedRevision()).isEqualTo(commit);
        assertThat(sync.getStatus().objects()).hasSize(1);
        assertThat(bench.cluster.done).hasSize(1);
        suspend(false);
        reconcile();
        assertThat(ready().getStatus()).isEqualTo("True");
    }

    @Test
    void drift_is_looked_for_after_a_start_on_the_interval_and_on_request_and_not_in_between() {
        bench.git.file("infra/a.yaml", configMap("a", "1"));
        push();
        reconcile();
        bench.cluster.settle();

        reconcile();
        assertThat(bench.cluster.read).isEmpty();

        now = now.plusSeconds(600);
        reconcile();
        assertThat(bench.cluster.read).hasSize(1);

        bench.cluster.settle();
        sync.getMetadata().setAnnotations(Map.of(Sluice.RECONCILE_REQUESTED_AT, "now"));
        reconcile();
        assertThat(bench.cluster.read).hasSize(1);
        assertThat(sync.getStatus().lastHandledReconcileAt()).isEqualTo("now");

        bench.cluster.settle();
        reconcile();
        assertThat(bench.cluster.read).isEmpty();

        reconciler = new SyncReconciler(bench.collaborators(), sources(), events, new SimpleMeterRegistry(), () -> now);
        reconcile();
        assertThat(bench.cluster.read).hasSize(1);
    }

    @Test
    void a_deleted_sync_stays_until_policy_lets_its_objects_go() {
        bench.git.file("infra/a.yaml", configMap("a", "1"));
        push();
        reconcile();
        bench.forbidden.put("a", "holds data");

        assertThat(cleanup()).isFalse();
        assertThat(events.all())
                .anySatisfy(e -> assertThat(e).contains("PruneHeld").contains("holds data"));

        bench.forbidden.clear();
        bench.policiesLoaded = false;
        assertThat(cleanup()).isFalse();

        bench.policiesLoaded = true;
        assertThat(cleanup()).isTrue();
        assertThat(bench.cluster.objects).isEmpty();
    }

    @Test
    void a_deleted_sync_that_does_not_prune_leaves_its_objects() {
        bench.git.file("infra/a.yaml", configMap("a", "1"));
        push();
        reconcile();
        bench.spec("infra", false, null);

        assertThat(cleanup()).isTrue();
        assertThat(bench.cluster.objects).hasSize(1);
    }

    private boolean cleanup() {
        return reconciler.cleanup(sync, Contexts.present()).isRemoveFinalizer();
    }

    private String push() {
        var commit = bench.git.commit();
        fetched.put("repo", bench.git.source(commit));
        return commit;
    }

    private void suspend(boolean suspend) {
        sync.setSpec(new Sync.Spec(new LocalReference("repo"), "infra", true, null, null, suspend));
    }

    private UpdateControl<Sync> reconcile() {
        var control = reconciler.reconcile(sync, Contexts.present());
        control.getResource().ifPresent(r -> sync.setStatus(r.getStatus()));
        return control;
    }

    private Condition ready() {
        return Conditions.find(sync.getStatus().conditions(), Conditions.READY);
    }

    private Sources sources() {
        return new Sources() {
            @Override
            public Optional<Source> current(String namespace, String name) {
                return Optional.ofNullable(fetched.get(name));
            }

            @Override
            public void onFetch(Listener listener) {
                // The test says when to look.
            }
        };
    }
}
