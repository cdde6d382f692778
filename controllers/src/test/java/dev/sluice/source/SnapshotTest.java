package dev.sluice.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.source.Snapshot.Touch;
import java.io.IOException;
import java.util.Set;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {
    private Origin origin;

    @BeforeEach
    void open() {
        origin = new Origin();
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void a_folder_is_listed_with_all_below_it_and_nothing_beside_it() throws IOException {
        var commit = origin.file("infra/a.yaml", "a")
                .file("infra/deep/er/b.yaml", "b")
                .file("infrastructure/c.yaml", "c")
                .file("readme.md", "d")
                .commit();

        var listing = origin.snapshot(commit).list("infra");

        assertThat(listing.found()).isTrue();
        assertThat(listing.errors()).isEmpty();
        assertThat(listing.files())
                .extracting(Snapshot.File::path)
                .containsExactly("infra/a.yaml", "infra/deep/er/b.yaml");
    }

    @Test
    void a_listing_made_from_the_one_before_is_the_whole_listing() throws IOException {
        var random = new java.util.Random(7);
        Snapshot.Listing earlier = null;
        for (int i = 0; i < 40; i++) {
            var path = "%s/f%d.yaml".formatted(random.nextBoolean() ? "infra" : "other", random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> origin.remove(path);
                case 1 -> origin.link(path, "elsewhere");
                default -> origin.file(path, "text " + i);
            }
            var snapshot = origin.snapshot(origin.commit());

            var made = snapshot.list("infra", earlier);

            assertThat(made).as("commit %d", i).isEqualTo(snapshot.list("infra"));
            earlier = made;
        }
    }

    @Test
    void only_the_difference_between_two_commits_is_walked() throws IOException {
        for (int i = 0; i < 50; i++) {
            origin.file("infra/d%d/f.yaml".formatted(i), "text");
        }
        var first = origin.snapshot(origin.commit()).list("infra");
        var second = origin.file("infra/d7/f.yaml", "other").commit();

        var made = origin.snapshot(second).list("infra", first);

        var before = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<Snapshot.File, Boolean>());
        before.addAll(first.files());
        assertThat(made.files()).filteredOn(before::contains).hasSize(49);
    }

    @ParameterizedTest
    @ValueSource(strings = {"infra/", "./infra", "././infra//"})
    void a_folder_may_be_written_as_people_write_it(String path) throws IOException {
        var commit = origin.file("infra/a.yaml", "a").file("b.yaml", "b").commit();

        assertThat(origin.snapshot(commit).list(path).files())
                .extracting(Snapshot.File::path)
                .containsExactly("infra/a.yaml");
    }

    @Test
    void a_folder_within_a_folder_of_the_same_name_is_found() throws IOException {
        var commit = origin.file("apps/apps/a.yaml", "a").commit();

        assertThat(origin.snapshot(commit).list("apps/apps").files()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "./"})
    void no_folder_means_the_whole_repository(String path) throws IOException {
        var commit = origin.file("infra/a.yaml", "a").file("b.yaml", "b").commit();

        assertThat(origin.snapshot(commit).list(path).files()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../secrets", "infra/../../etc", "infra/..", "./..", "/", "/etc", "//infra"})
    void a_path_that_leaves_the_repository_is_an_error_and_not_an_empty_folder(String path) throws IOException {
        var commit = origin.file("infra/a.yaml", "a").commit();

        var listing = origin.snapshot(commit).list(path);

        assertThat(listing.found()).isFalse();
        assertThat(listing.files()).isEmpty();
        assertThat(listing.errors()).singleElement().satisfies(e -> {
            assertThat(e.path()).isEqualTo(path);
            assertThat(e.message()).contains("leaves the repository");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {".git", ".git/config", "infra/.git", "gone", "C:/infra"})
    void what_is_not_in_the_commit_is_not_found(String path) throws IOException {
        var commit = origin.file("infra/a.yaml", "a").commit();

        var listing = origin.snapshot(commit).list(path);

        assertThat(listing.found()).as(path).isFalse();
        assertThat(listing.files()).isEmpty();
    }

    @Test
    void links_and_submodules_are_errors_with_their_place_and_are_not_followed() throws IOException {
        var commit = origin.file("infra/a.yaml", "a")
                .link("infra/b.yaml", "../../../etc/passwd")
                .link("infra/folder", "..")
                .submodule("infra/vendor")
                .commit();

        var listing = origin.snapshot(commit).list("infra");

        assertThat(listing.files()).extracting(Snapshot.File::path).containsExactly("infra/a.yaml");
        assertThat(listing.errors())
                .extracting(e -> e.path() + ": " + e.message().split(";")[0])
                .containsExactly(
                        "infra/b.yaml: a symbolic link", "infra/folder: a symbolic link", "infra/vendor: a submodule");
    }

    @Test
    void a_path_that_is_itself_a_link_exists_and_is_an_error() throws IOException {
        var commit = origin.file("real/a.yaml", "a").link("infra", "real").commit();

        var listing = origin.snapshot(commit).list("infra");

        assertThat(listing.found()).isTrue();
        assertThat(listing.files()).isEmpty();
        assertThat(listing.errors()).hasSize(1);
    }

    @Test
    void content_is_read_as_it_stood_in_that_commit() throws IOException {
        var first = origin.file("a.yaml", "one\r\n").commit();
        var second = origin.file("a.yaml", "two").commit();

        assertThat(content(first)).isEqualTo("one\r\n");
        assertThat(content(second)).isEqualTo("two");
    }

    @Test
    void a_file_above_the_limit_is_refused_and_one_at_the_limit_is_read() throws IOException {
        var snapshot = origin.snapshot(origin.file("a.yaml", "x".repeat(1000)).commit());
        var file = snapshot.list("").files().getFirst();

        assertThat(snapshot.read(file, 1000)).hasSize(1000);
        assertThatThrownBy(() -> snapshot.read(file, 999)).isInstanceOf(LargeObjectException.class);
    }

    @Test
    void a_file_knows_the_commit_and_the_author_that_touched_it_last() throws IOException {
        var first = origin.file("a.yaml", "1").file("b.yaml", "1").commit("Ann");
        var second = origin.file("b.yaml", "2").commit("Bob");
        var third = origin.file("c.yaml", "1").commit("Cid");

        var touched = origin.snapshot(third).lastTouched(Set.of("a.yaml", "b.yaml", "c.yaml", "never.yaml"));

        assertThat(touched)
                .containsOnlyKeys("a.yaml", "b.yaml", "c.yaml")
                .containsEntry("a.yaml", new Touch(first, Origin.mail("Ann")))
                .containsEntry("b.yaml", new Touch(second, Origin.mail("Bob")))
                .containsEntry("c.yaml", new Touch(third, Origin.mail("Cid")));
    }

    @Test
    void who_takes_a_change_back_is_its_last_author_although_the_content_is_an_old_one() throws IOException {
        origin.file("a.yaml", "1").commit("Ann");
        origin.file("a.yaml", "2").commit("Bob");
        var back = origin.file("a.yaml", "1").commit("Cid");

        assertThat(origin.snapshot(back).lastTouched(Set.of("a.yaml")))
                .containsEntry("a.yaml", new Touch(back, Origin.mail("Cid")));
    }

    @Test
    void a_merge_leaves_a_file_to_the_author_who_wrote_it_on_the_branch() throws IOException {
        origin.file("a.yaml", "1").file("b.yaml", "1").commit("Ann");
        origin.on("feature").file("a.yaml", "1").file("b.yaml", "2");
        var feature = origin.commit("Bob");
        origin.on("main").file("a.yaml", "2").file("b.yaml", "1");
        var main = origin.commit("Cid");
        origin.file("b.yaml", "2");
        var merge = origin.merge("Dan", feature);

        var touched = origin.snapshot(merge).lastTouched(Set.of("a.yaml", "b.yaml"));

        assertThat(touched)
                .containsEntry("a.yaml", new Touch(main, Origin.mail("Cid")))
                .containsEntry("b.yaml", new Touch(feature, Origin.mail("Bob")));
    }

    @Test
    void history_is_walked_only_so_far_and_what_is_older_is_left_out() throws IOException {
        origin.file("old.yaml", "1").commit("Ann");
        for (int i = 0; i < 1000; i++) {
            origin.file("new.yaml", Integer.toString(i)).commit("Bob");
        }
        var head = origin.file("newest.yaml", "1").commit("Cid");

        assertThat(origin.snapshot(head).lastTouched(Set.of("old.yaml", "newest.yaml")))
                .containsOnlyKeys("newest.yaml");
    }

    @Test
    void content_that_is_missing_is_told_to_whoever_keeps_the_copy() throws IOException {
        var snapshot = origin.snapshot(origin.file("a.yaml", "1").commit());
        var missing = new Snapshot.File("a.yaml", ObjectId.fromString("2".repeat(40)));

        assertThatThrownBy(() -> snapshot.read(missing, 10)).isInstanceOf(MissingObjectException.class);
        assertThat(origin.damaged()).isEqualTo(1);
    }

    private String content(String commit) throws IOException {
        var snapshot = origin.snapshot(commit);
        return new String(snapshot.read(snapshot.list("").files().getFirst(), 100), UTF_8);
    }
}
