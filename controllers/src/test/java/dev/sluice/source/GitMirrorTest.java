package dev.sluice.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.source.SourceException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitMirrorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Origin origin;
    private GitOverHttp server;
    private GitMirror mirror;

    @BeforeEach
    void open() {
        NoForeignConfig.install();
        origin = new Origin();
        server = new GitOverHttp(origin);
        mirror = new GitMirror(folder.resolve("mirror"));
    }

    @AfterEach
    void close() {
        mirror.close();
        server.close();
        origin.close();
    }

    @Test
    void a_branch_is_mirrored_and_read_without_a_work_tree() throws Exception {
        var commit = origin.file("infra/a.yaml", "a: 1").commit();

        var fetched = fetch();

        assertThat(fetched.name()).isEqualTo(commit);
        assertThat(content(fetched)).isEqualTo(Map.of("infra/a.yaml", "a: 1"));
        assertThat(folder.resolve("mirror").resolve("infra")).doesNotExist();
    }

    @Test
    void a_branch_that_has_not_moved_costs_one_look_and_no_pack() throws Exception {
        origin.file("a.yaml", "1").commit();
        fetch();
        fetch();
        fetch();

        assertThat(server.packs()).isEqualTo(1);
    }

    @Test
    void a_force_push_is_followed_and_recognised() throws Exception {
        var base = origin.file("a.yaml", "1").commit();
        var dropped = origin.file("a.yaml", "2").commit();
        assertThat(mirror.rewritten(base, fetch())).isFalse();
        origin.forcePush(base);
        var replacement = origin.file("a.yaml", "3").commit();

        var fetched = fetch();

        assertThat(fetched.name()).isEqualTo(replacement);
        assertThat(mirror.rewritten(dropped, fetched)).isTrue();
        assertThat(mirror.rewritten(base, fetched)).isFalse();
        assertThat(mirror.rewritten(replacement, fetched)).isFalse();
        assertThat(mirror.rewritten("0".repeat(40), fetched)).isTrue();
    }

    @Test
    void an_empty_repository_says_that_a_commit_is_missing() {
        var refused = refused(server.url());
        assertThat(refused.reason()).isEqualTo(Reason.EmptyRepository);
        assertThat(refused).hasMessageContaining("push a commit to main");
    }

    @Test
    void a_deleted_branch_is_told_and_what_was_fetched_stays_readable() throws Exception {
        origin.file("a.yaml", "1").commit();
        var fetched = fetch();
        origin.on("other").commit();
        origin.on("main").deleteBranch();

        var refused = refused(server.url());

        assertThat(refused.reason()).isEqualTo(Reason.BranchNotFound);
        assertThat(refused).hasMessageContaining("has no branch main");
        assertThat(content(fetched)).isEqualTo(Map.of("a.yaml", "1"));
    }

    @Test
    void only_the_right_credentials_open_and_none_are_ever_told() throws Exception {
        var commit = origin.file("a.yaml", "1").commit();
        server.require("git", "right");

        for (var wrong : List.of(credentials("git", "wr0ng-token"), credentials("", "wr0ng-token"))) {
            var refused = catchThrowableOfType(
                    SourceException.class, () -> mirror.fetch(server.url(), "main", wrong, TIMEOUT));
            assertThat(refused.reason()).isEqualTo(Reason.AuthenticationFailed);
            assertThat(refused).hasMessageContaining("spec.secretRef");
            assertThat(refused.toString()).doesNotContain("wr0ng-token");
        }
        assertThat(refused(server.url()).reason()).isEqualTo(Reason.AuthenticationFailed);
        assertThat(mirror.fetch(server.url(), "main", credentials("git", "right"), TIMEOUT)
                        .name())
                .isEqualTo(commit);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "401, AuthenticationFailed",
        "403, AuthenticationFailed",
        "404, RepositoryNotFound",
        "500, Unreachable",
        "503, Unreachable"
    })
    void a_server_that_refuses_is_told_by_what_to_do_and_the_next_fetch_works(int status, Reason reason)
            throws Exception {
        origin.file("a.yaml", "1").commit();
        var first = fetch();
        origin.file("a.yaml", "2").commit();
        server.answer(status);

        assertThat(refused(server.url()).reason()).isEqualTo(reason);
        assertThat(content(first)).isEqualTo(Map.of("a.yaml", "1"));

        server.answer(200);
        assertThat(content(fetch())).isEqualTo(Map.of("a.yaml", "2"));
    }

    @Test
    void a_server_that_is_gone_is_unreachable_and_what_was_fetched_stays_readable() throws Exception {
        origin.file("a.yaml", "1").commit();
        var fetched = fetch();
        server.close();

        assertThat(refused(server.url()).reason()).isEqualTo(Reason.Unreachable);
        assertThat(content(fetched)).isEqualTo(Map.of("a.yaml", "1"));
    }

    @Test
    void a_server_that_does_not_answer_is_left_after_the_timeout() {
        server.fallSilent();

        var started = System.nanoTime();
        var refused = catchThrowableOfType(
                SourceException.class, () -> mirror.fetch(server.url(), "main", null, Duration.ofSeconds(1)));

        assertThat(refused.reason()).isEqualTo(Reason.Unreachable);
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gopher://example.com/x", "http://"})
    void an_address_that_is_none_is_an_error_of_the_specification(String url) {
        assertThat(refused(url).reason()).isEqualTo(Reason.InvalidSpec);
    }

    @ParameterizedTest
    @ValueSource(strings = {".git", ".GIT", "..", ".", "git~1", "a/b"})
    void a_commit_with_names_that_would_leave_the_repository_is_refused_and_the_last_good_stays(String name)
            throws Exception {
        origin.file("a.yaml", "1").commit();
        var good = fetch();
        origin.commitEntryNamed(name);

        assertThat(refused(server.url())).hasMessageContaining("cannot be fetched");
        assertThat(content(good)).isEqualTo(Map.of("a.yaml", "1"));

        origin.forcePush(good.name());
        assertThat(fetch().name()).isEqualTo(good.name());
    }

    @Test
    void a_copy_that_was_damaged_on_disk_is_fetched_anew() throws Exception {
        origin.file("a.yaml", "1").commit();
        fetch();
        mirror.close();
        damage(folder.resolve("mirror"));
        var moved = origin.file("a.yaml", "2").commit();

        // The first look may only find the damage.
        var unused = catchThrowableOfType(SourceException.class, this::fetch);

        var fetched = fetch();
        assertThat(fetched.name()).isEqualTo(moved);
        assertThat(content(fetched)).isEqualTo(Map.of("a.yaml", "2"));
    }

    @Test
    void a_copy_that_was_lost_is_fetched_anew() throws Exception {
        var commit = origin.file("a.yaml", "1").commit();
        fetch();
        mirror.discard();

        assertThat(folder.resolve("mirror")).doesNotExist();
        assertThat(fetch().name()).isEqualTo(commit);
    }

    @Test
    void the_machines_own_git_configuration_is_not_read() {
        var reader = org.eclipse.jgit.util.SystemReader.getInstance();

        assertThat(reader.openUserConfig(null, org.eclipse.jgit.util.FS.DETECTED)
                        .toText())
                .isEmpty();
        assertThat(reader.openSystemConfig(null, org.eclipse.jgit.util.FS.DETECTED)
                        .isOutdated())
                .isFalse();
    }

    private RevCommit fetch() throws SourceException {
        return mirror.fetch(server.url(), "main", null, TIMEOUT);
    }

    private SourceException refused(String url) {
        return catchThrowableOfType(SourceException.class, () -> mirror.fetch(url, "main", null, TIMEOUT));
    }

    private Map<String, String> content(RevCommit commit) throws Exception {
        var snapshot = mirror.snapshot(commit);
        var content = new java.util.TreeMap<String, String>();
        for (var file : snapshot.list("").files()) {
            content.put(file.path(), new String(snapshot.read(file, 1000), UTF_8));
        }
        return content;
    }

    private static CredentialsProvider credentials(String username, String password) {
        return new UsernamePasswordCredentialsProvider(username, password);
    }

    private static void damage(Path repository) throws IOException {
        try (var files = Files.walk(repository.resolve("objects"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                file.toFile().setWritable(true);
                try (var content = new RandomAccessFile(file.toFile(), "rw")) {
                    content.setLength(content.length() / 2);
                }
            }
        }
    }
}
