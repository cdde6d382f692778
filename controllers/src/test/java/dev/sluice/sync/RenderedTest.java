package dev.sluice.sync;

import static dev.sluice.sync.SyncBench.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sync.FileError;
import dev.sluice.manifest.Manifest;
import dev.sluice.source.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderedTest {
    @TempDir
    Path folder;

    private final Rendered.Cache cache = new Rendered.Cache();
    private final Origin git = new Origin();

    @AfterEach
    void close() {
        git.close();
    }

    @Test
    void a_file_that_did_not_change_between_commits_is_parsed_once() throws IOException {
        var first = render(git.file("a.yaml", configMap("a", "1"))
                .file("b.yaml", configMap("b", "1"))
                .commit());
        var second = render(git.file("b.yaml", configMap("b", "2")).commit());

        assertThat(manifest(second, "a")).isSameAs(manifest(first, "a"));
        assertThat(manifest(second, "b")).isNotSameAs(manifest(first, "b"));
    }

    @Test
    void the_same_content_in_two_files_keeps_its_places() throws IOException {
        var rendered = render(git.file("a.yaml", configMap("a", "1"))
                .file("b.yaml", configMap("a", "1"))
                .commit());

        assertThat(rendered.manifests()).extracting(Manifest::place).containsExactly("a.yaml:1", "b.yaml:1");
    }

    @Test
    void yaml_and_json_files_are_read_and_others_are_not() throws IOException {
        var rendered = render(git.file("a.yaml", configMap("a", "1"))
                .file("b.yml", configMap("b", "1"))
                .file("c.json", """
                        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}
                        """)
                .file("readme.md", "not a manifest")
                .file("script.sh", "rm -rf /")
                .commit());

        assertThat(rendered.manifests()).extracting(Manifest::name).containsExactly("a", "b", "c");
        assertThat(rendered.errors()).isEmpty();
    }

    @Test
    void an_unreadable_file_does_not_keep_the_others_from_being_read() throws IOException {
        var rendered = render(git.file("a.yaml", configMap("a", "1"))
                .file("bad.yaml", "a: [")
                .file("large.yaml", "#".repeat(1024 * 1024 + 1))
                .link("link.yaml", "/etc/passwd")
                .commit());

        assertThat(rendered.manifests()).extracting(Manifest::name).containsExactly("a");
        assertThat(rendered.errors())
                .extracting(FileError::path)
                .containsExactlyInAnyOrder("bad.yaml", "large.yaml", "link.yaml");
    }

    @Test
    void what_is_remembered_is_bounded_also_for_files_that_hold_nothing() throws IOException {
        for (int i = 0; i < 2500; i++) {
            git.file("f%d.yaml".formatted(i), "# nothing " + i);
        }

        render(git.commit());

        assertThat(cache.size()).isLessThanOrEqualTo(2000);
    }

    @Test
    void content_that_is_missing_from_the_local_copy_is_an_error_until_it_is_there_again() throws IOException {
        var onDisk = Origin.in(folder.resolve("origin.git"));
        var commit = onDisk.file("a.yaml", configMap("a", "1")).commit();
        var blob = onDisk.snapshot(commit).list("").files().getFirst().blob().name();
        var object = folder.resolve("origin.git/objects")
                .resolve(blob.substring(0, 2))
                .resolve(blob.substring(2));
        Files.move(object, folder.resolve("kept"));

        assertThat(render(onDisk, commit).errors())
                .singleElement()
                .satisfies(e -> assertThat(e.message()).contains("missing"));

        Files.move(folder.resolve("kept"), object);
        assertThat(render(onDisk, commit).manifests()).hasSize(1);
        onDisk.close();
    }

    private Rendered render(String commit) throws IOException {
        return render(git, commit);
    }

    private Rendered render(Origin origin, String commit) throws IOException {
        return Rendered.of(origin.snapshot(commit), "", cache);
    }

    private static Manifest manifest(Rendered rendered, String name) {
        return rendered.manifests().stream()
                .filter(m -> m.name().equals(name))
                .min(Comparator.comparing(Manifest::path))
                .orElseThrow();
    }
}
