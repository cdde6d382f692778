package dev.sluice.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.GitRepository;
import dev.sluice.api.LocalReference;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Contexts;
import dev.sluice.kube.FakeApiServer;
import dev.sluice.kube.RecordedEvents;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitRepositoryReconcilerTest {
    @TempDir
    Path cache;

    private final Origin origin = new Origin();
    private final GitOverHttp server = new GitOverHttp(origin);
    private final FakeApiServer api = new FakeApiServer();
    private final RecordedEvents events = new RecordedEvents();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<String> listeners = new ArrayList<>();
    private final GitRepository repository = new GitRepository();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private GitRepositoryReconciler reconciler;

    @BeforeEach
    void open() {
        reconciler = new GitRepositoryReconciler(api.client(), events, metrics, () -> now, cache);
        reconciler.onFetch((namespace, name) -> listeners.add(namespace + "/" + name));
        repository.setMetadata(new ObjectMetaBuilder()
                .withNamespace("team")
                .withName("infra")
                .withUid("u-1")
                .withGeneration(3L)
                .build());
        spec(server.url(), null, null);
    }

    @AfterEach
    void close() {
        api.close();
        server.close();
        origin.close();
    }

    @Test
    void what_was_fetched_is_told_to_syncs_people_and_the_status() throws IOException {
        var commit = origin.file("a.yaml", "1").commit("Ann");

        reconcile();

        var artifact = repository.getStatus().artifact();
        assertThat(artifact.revision()).isEqualTo(commit);
        assertThat(artifact.branch()).isEqualTo("main");
        assertThat(artifact.author()).isEqualTo(Origin.mail("Ann"));
        assertThat(artifact.fetchedAt()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(ready().getStatus()).isEqualTo("True");
        assertThat(repository.getStatus().observedGeneration()).isEqualTo(3);
        assertThat(repository.getStatus().receiverPath()).isEqualTo("/receivers/team/infra");
        assertThat(listeners).containsExactly("team/infra");
        assertThat(events.all()).singleElement().asString().startsWith("Normal GitRepository team/infra NewRevision");
        assertThat(content()).isEqualTo("1");
    }

    @Test
    void where_nothing_is_new_nothing_is_told_nor_written() {
        origin.file("a.yaml", "1").commit();
        reconcile();
        listeners.clear();
        events.clear();
        now = now.plusSeconds(300);

        var control = reconcile();

        assertThat(control.isNoUpdate()).isTrue();
        assertThat(control.getScheduleDelay()).isPresent();
        assertThat(listeners).isEmpty();
        assertThat(events.all()).isEmpty();
    }

    @Test
    void after_a_restart_the_syncs_are_given_the_commit_again_and_people_are_not_told_twice() throws IOException {
        origin.file("a.yaml", "1").commit();
        reconcile();
        events.clear();
        reconciler = new GitRepositoryReconciler(api.client(), events, metrics, () -> now, cache);
        reconciler.onFetch((namespace, name) -> listeners.add("restarted"));
        assertThat(reconciler.current("team", "infra")).isEmpty();

        reconcile();

        assertThat(listeners).endsWith("restarted");
        assertThat(events.all()).isEmpty();
        assertThat(content()).isEqualTo("1");
    }

    @Test
    void a_force_push_is_followed_and_told() {
        var base = origin.file("a.yaml", "1").commit();
        origin.file("a.yaml", "2").commit();
        reconcile();
        origin.forcePush(base);
        var replacement = origin.file("a.yaml", "3").commit();

        reconcile();

        assertThat(repository.getStatus().artifact().revision()).isEqualTo(replacement);
        assertThat(repository.getStatus().artifact().rewritten()).isTrue();
        assertThat(events.all()).anySatisfy(e -> assertThat(e).contains("HistoryRewritten"));
    }

    @Test
    void an_error_leaves_the_last_good_commit_in_force_and_says_so() throws IOException {
        var good = origin.file("a.yaml", "1").commit();
        reconcile();
        events.clear();
        server.answer(503);

        reconcile();
        var control = reconcile();

        assertThat(ready().getStatus()).isEqualTo("False");
        assertThat(ready().getReason()).isEqualTo("Unreachable");
        assertThat(ready().getMessage()).contains(good).contains("stays in force");
        assertThat(repository.getStatus().artifact().revision()).isEqualTo(good);
        assertThat(content()).isEqualTo("1");
        assertThat(events.all()).hasSize(1);
        assertThat(control.getScheduleDelay().orElseThrow()).isBetween(1000L, 3000L);

        server.answer(200);
        reconcile();
        assertThat(ready().getStatus()).isEqualTo("True");
    }

    @Test
    void a_deleted_branch_and_an_emptied_repository_leave_the_last_good_commit_in_force() throws IOException {
        origin.file("a.yaml", "1").commit();
        reconcile();
        origin.deleteBranch();

        reconcile();

        assertThat(ready().getReason()).isIn("EmptyRepository", "BranchNotFound");
        assertThat(content()).isEqualTo("1");
    }

    @Test
    void credentials_come_from_the_secret_and_are_never_shown() throws IOException {
        origin.file("a.yaml", "1").commit();
        server.require("git", "t0ken");
        spec(server.url(), null, new LocalReference("access"));

        reconcile();
        assertThat(ready().getReason()).isEqualTo("SecretNotFound");
        assertThat(ready().getMessage()).contains("team/access");

        api.secret("team", "access", Map.of("username", "git", "password", "wr0ng"));
        reconcile();
        assertThat(ready().getReason()).isEqualTo("AuthenticationFailed");

        api.secret("team", "access", Map.of("username", "git", "password", "t0ken\n"));
        reconcile();
        assertThat(ready().getStatus()).isEqualTo("True");
        assertThat(content()).isEqualTo("1");
        assertThat(events.all() + " " + repository.getStatus()).doesNotContain("t0ken", "wr0ng");
    }

    @Test
    void an_api_server_that_is_away_is_waited_for() {
        spec(server.url(), null, new LocalReference("access"));
        api.refuse("/api/v1/namespaces/team/secrets", 503);

        var control = reconcile();

        assertThat(control.getScheduleDelay()).isPresent();
        assertThat(ready().getMessage()).contains("cannot be read now");
    }

    @Test
    void an_error_that_nobody_thought_of_is_told_and_tried_again() {
        origin.file("a.yaml", "1").commit();
        reconciler.onFetch((namespace, name) -> {
            throw new IllegalStateException("a bug");
        });

        var control = reconcile();

        assertThat(ready().getReason()).isEqualTo("InternalError");
        assertThat(control.getScheduleDelay()).isPresent();
    }

    @Test
    void a_specification_that_cannot_work_is_stalled_until_it_is_corrected() {
        origin.file("a.yaml", "1").commit();
        spec("gopher://example.com/x", null, null);
        reconcile();
        assertThat(condition(Conditions.STALLED).getStatus()).isEqualTo("True");

        spec(server.url(), "soon", null);
        reconcile();
        assertThat(ready().getReason()).isEqualTo("InvalidSpec");
        assertThat(ready().getMessage()).contains("spec.timeout");

        spec(server.url(), "20s", null);
        reconcile();
        assertThat(ready().getStatus()).isEqualTo("True");
        assertThat(condition(Conditions.STALLED)).isNull();
    }

    @Test
    void a_suspended_repository_is_not_asked_and_what_was_fetched_stays() throws IOException {
        origin.file("a.yaml", "1").commit();
        reconcile();
        origin.file("a.yaml", "2").commit();
        var s = repository.getSpec();
        repository.setSpec(new GitRepository.Spec(s.url(), null, null, null, null, null, true));

        reconcile();

        assertThat(ready().getReason()).isEqualTo("Suspended");
        assertThat(content()).isEqualTo("1");
    }

    @Test
    void a_copy_that_is_found_damaged_while_it_is_read_is_fetched_anew_although_the_branch_has_not_moved()
            throws IOException {
        // Does not compress, so that it fills the pack.
        var text = new BigInteger(800_000, new Random(1)).toString(36);
        origin.file("a.yaml", text).commit();
        reconcile();
        // Lost while nobody holds it open.
        reconciler = new GitRepositoryReconciler(api.client(), events, metrics, () -> now, cache);
        loseBlobs();
        reconcile();
        assertThatThrownBy(this::content).isInstanceOf(IOException.class);

        reconcile();

        assertThat(content()).isEqualTo(text);
    }

    @Test
    void a_deleted_repository_leaves_nothing_behind() {
        origin.file("a.yaml", "1").commit();
        reconcile();
        assertThat(cache.resolve("u-1")).exists();

        reconciler.reconcile(repository, Contexts.deleted());

        assertThat(cache.resolve("u-1")).doesNotExist();
        assertThat(reconciler.current("team", "infra")).isEmpty();
    }

    /** Overwrites the middle of packs: commits and trees stand in front of it. */
    private void loseBlobs() throws IOException {
        try (var files = Files.walk(cache)) {
            for (var pack : files.filter(f -> f.toString().endsWith(".pack")).toList()) {
                pack.toFile().setWritable(true);
                try (var content = new RandomAccessFile(pack.toFile(), "rw")) {
                    var part = new byte[(int) content.length() / 4];
                    content.seek(content.length() / 2);
                    content.write(part);
                }
            }
        }
    }

    private void spec(String url, String timeout, LocalReference secret) {
        repository.setSpec(new GitRepository.Spec(
                url,
                null,
                null,
                timeout == null ? Duration.ofSeconds(20).toSeconds() + "s" : timeout,
                secret,
                null,
                null));
    }

    private UpdateControl<GitRepository> reconcile() {
        var control = reconciler.reconcile(repository, Contexts.present());
        control.getResource().ifPresent(r -> repository.setStatus(r.getStatus()));
        return control;
    }

    private Condition ready() {
        return condition(Conditions.READY);
    }

    private Condition condition(String type) {
        return Conditions.find(repository.getStatus().conditions(), type);
    }

    private String content() throws IOException {
        var snapshot = reconciler.current("team", "infra").orElseThrow().snapshot();
        return new String(snapshot.read(snapshot.list("").files().getFirst(), 1_000_000), UTF_8);
    }
}
