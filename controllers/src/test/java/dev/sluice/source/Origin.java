package dev.sluice.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.api.GitRepository.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A bare repository as somebody else keeps it. Commits are put together from objects, so that there can be commits that
 * no Git client would make.
 */
public final class Origin implements AutoCloseable {
    public static final String URL = "https://git.example.com/infra.git";
    public static final String ANN = "Ann";

    private final Repository repository;
    private final ObjectInserter objects;
    private final Map<String, Entry> files = new TreeMap<>();
    private final AtomicInteger damaged = new AtomicInteger();
    private String branch = "main";
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private record Entry(FileMode mode, ObjectId id) {}

    /** A repository in memory. */
    public Origin() {
        this(new InMemoryRepository(new DfsRepositoryDescription("origin")));
    }

    private Origin(Repository repository) {
        this.repository = repository;
        this.objects = repository.newObjectInserter();
    }

    /** A repository on the disk. */
    public static Origin in(Path folder) {
        try {
            var repository = new FileRepositoryBuilder()
                    .setBare()
                    .setGitDir(folder.toFile())
                    .build();
            repository.create(true);
            return new Origin(repository);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on commits go to this branch. */
    Origin on(String otherBranch) {
        branch = otherBranch;
        return this;
    }

    public Origin file(String path, String text) {
        return put(path, FileMode.REGULAR_FILE, blob(text));
    }

    public Origin link(String path, String target) {
        return put(path, FileMode.SYMLINK, blob(target));
    }

    Origin submodule(String path) {
        return put(path, FileMode.GITLINK, ObjectId.fromString("1".repeat(40)));
    }

    public Origin remove(String path) {
        files.remove(path);
        return this;
    }

    /** Commits what there is now. */
    public String commit() {
        return commit(ANN);
    }

    public String commit(String author) {
        return write(author, tree(), head());
    }

    /** A merge of the branch with another commit. */
    String merge(String author, String other) {
        return write(author, tree(), head(), ObjectId.fromString(other));
    }

    /** Commits a folder of one entry with a name that no Git client would write. */
    String commitEntryNamed(String name) {
        var tree = new org.eclipse.jgit.lib.TreeFormatter();
        tree.append(name.getBytes(UTF_8), FileMode.REGULAR_FILE, blob("x"));
        return write(ANN, inserted(i -> i.insert(tree)), head());
    }

    /** The branch points to that commit now, whatever it pointed to before. */
    void forcePush(String revision) {
        point(ObjectId.fromString(revision));
    }

    /** A branch without a past: the next commit has no parent. */
    void deleteBranch() {
        try {
            var update = repository.updateRef("refs/heads/" + branch);
            update.setForceUpdate(true);
            update.delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Snapshot snapshot(String revision) {
        return new Snapshot(repository, ObjectId.fromString(revision), damaged::incrementAndGet);
    }

    /** What a Sync is given when this commit was fetched. */
    public Sources.Source source(String revision) {
        var artifact = new Artifact(revision, branch, ANN, "subject", now.toString(), null);
        return new Sources.Source(URL, artifact, snapshot(revision));
    }

    Repository repository() {
        return repository;
    }

    /** How often a snapshot found the repository damaged. */
    int damaged() {
        return damaged.get();
    }

    @Override
    public void close() {
        objects.close();
        repository.close();
    }

    /** {@code Ann <ann@example.com>} */
    public static String mail(String name) {
        return "%s <%s@example.com>".formatted(name, name.toLowerCase(java.util.Locale.ROOT));
    }

    private Origin put(String path, FileMode mode, ObjectId id) {
        files.put(path, new Entry(mode, id));
        return this;
    }

    private ObjectId head() {
        try {
            return repository.resolve("refs/heads/" + branch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectId blob(String text) {
        return inserted(i -> i.insert(Constants.OBJ_BLOB, text.getBytes(UTF_8)));
    }

    private ObjectId tree() {
        var index = DirCache.newInCore();
        var builder = index.builder();
        files.forEach((path, entry) -> {
            var item = new DirCacheEntry(path);
            item.setFileMode(entry.mode());
            item.setObjectId(entry.id());
            builder.add(item);
        });
        builder.finish();
        return inserted(index::writeTree);
    }

    private String write(String author, ObjectId tree, ObjectId... parents) {
        now = now.plusSeconds(60);
        var name = mail(author);
        var who =
                new PersonIdent(author, name.substring(name.indexOf('<') + 1, name.length() - 1), now, ZoneOffset.UTC);
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setAuthor(who);
        commit.setCommitter(who);
        commit.setMessage("a change by " + author);
        for (var parent : parents) {
            if (parent != null) {
                commit.addParentId(parent);
            }
        }
        var id = inserted(i -> i.insert(commit));
        flush();
        point(id);
        return id.name();
    }

    private void point(ObjectId id) {
        try {
            var update = repository.updateRef("refs/heads/" + branch);
            update.setNewObjectId(id);
            update.forceUpdate();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Insertion {
        ObjectId into(ObjectInserter inserter) throws IOException;
    }

    private ObjectId inserted(Insertion insertion) {
        try {
            return insertion.into(objects);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flush() {
        try {
            objects.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
