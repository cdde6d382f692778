package dev.sluice.cli.check;

import dev.sluice.manifest.ManifestParser;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.jspecify.annotations.Nullable;

/** The Git repository around a folder: where its root is, and what a revision held. Reads the object database only. */
final class GitBase implements AutoCloseable {
    private final Repository repository;
    private final Path root;

    private GitBase(Repository repository, Path root) {
        this.repository = repository;
        this.root = root;
    }

    /** Null where the folder is in no repository with a work tree. */
    static @Nullable GitBase around(Path folder) throws IOException {
        var builder = new FileRepositoryBuilder().findGitDir(folder.toFile());
        if (builder.getGitDir() == null) {
            return null;
        }
        var repository = builder.setMustExist(true).build();
        if (repository.isBare()) {
            repository.close();
            return null;
        }
        return new GitBase(repository, repository.getWorkTree().toPath().toRealPath());
    }

    Path root() {
        return root;
    }

    /** URL of the remote {@code origin} without credentials; empty where there is none. */
    String url() {
        var url = repository.getConfig().getString("remote", "origin", "url");
        if (url == null) {
            return "";
        }
        try {
            var uri = new URI(url);
            return uri.getRawUserInfo() == null
                    ? url
                    : new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null)
                            .toString();
        } catch (URISyntaxException e) {
            return url.contains("@") ? url.substring(url.indexOf('@') + 1) : url;
        }
    }

    /** The commit that is checked out, 40 digits; of an empty repository {@code none}. */
    String head() throws IOException {
        var head = repository.resolve(Constants.HEAD);
        return head == null ? "none" : head.name();
    }

    /**
     * Blobs of the manifests under a folder, by path.
     *
     * @param folder relative to the root; empty for all of it
     */
    Map<String, ObjectId> files(String revision, String folder) throws IOException {
        var files = new TreeMap<String, ObjectId>();
        try (var walk = new TreeWalk(repository);
                var revisions = new RevWalk(repository)) {
            walk.addTree(revisions.parseTree(commit(revision)));
            walk.setRecursive(true);
            if (!folder.isEmpty()) {
                walk.setFilter(PathFilter.create(folder));
            }
            while (walk.next()) {
                var path = walk.getPathString();
                var regular = (walk.getRawMode(0) & FileMode.TYPE_MASK) == FileMode.TYPE_FILE;
                if (regular && ManifestParser.reads(path) && !DiskFolder.isHidden(path)) {
                    files.put(path, walk.getObjectId(0));
                }
            }
        }
        return files;
    }

    private ObjectId commit(String revision) throws IOException {
        try {
            var commit = repository.resolve(revision + "^{commit}");
            if (commit != null) {
                return commit;
            }
        } catch (IOException | RuntimeException e) {
            throw unknown(revision, e);
        }
        throw unknown(revision, null);
    }

    private static IllegalArgumentException unknown(String revision, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "--base %s: there is no such commit here; in CI fetch it first, for example with fetch-depth: 0"
                        .formatted(revision),
                cause);
    }

    /** @throws LargeObjectException when it is larger than a manifest may be */
    byte[] read(ObjectId blob) throws IOException {
        return repository.open(blob, Constants.OBJ_BLOB).getCachedBytes(ManifestParser.MAX_FILE);
    }

    /** What Git would call this content. */
    static ObjectId blob(byte[] content) {
        try (var formatter = new ObjectInserter.Formatter()) {
            return formatter.idFor(Constants.OBJ_BLOB, content);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
