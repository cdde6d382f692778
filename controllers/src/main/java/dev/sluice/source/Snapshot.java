package dev.sluice.source;

import dev.sluice.api.Sync.FileError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** One commit of a mirrored repository. Reads from the object database; costs nothing until it is read. */
public final class Snapshot {
    private static final int MAX_FILES = 50_000;
    private static final int MAX_HISTORY = 1000;

    /** Of the two trees that are walked together. */
    private static final int NOW = 1;

    private final Repository repository;
    private final ObjectId commit;
    private final Runnable damaged;

    /** @param damaged called when the repository could not be read */
    Snapshot(Repository repository, ObjectId commit, Runnable damaged) {
        this.repository = repository;
        this.commit = commit;
        this.damaged = damaged;
    }

    /** Tells mirrors of different repositories apart. */
    public String repository() {
        return String.valueOf(repository.getIdentifier());
    }

    /** The commit, 40 hexadecimal digits. */
    public String revision() {
        return commit.name();
    }

    /** @param blob identifies the content */
    public record File(String path, ObjectId blob) {}

    /**
     * The files under a folder.
     *
     * @param found false where the folder does not exist
     * @param errors entries that are not files: links and submodules
     * @param tree of the commit, for making the next listing from this one; null where it is not whole
     */
    public record Listing(
            boolean found,
            List<File> files,
            List<FileError> errors,
            @Nullable ObjectId tree) {}

    /** Lists a folder, recursively, without knowing anything of it. */
    public Listing list(String folder) throws IOException {
        return list(folder, null);
    }

    /**
     * Lists a folder, recursively.
     *
     * @param folder without a leading slash; empty for the whole repository
     * @param earlier a listing of the same folder of the same repository: only the difference of the two trees is walked
     */
    public Listing list(String folder, @Nullable Listing earlier) throws IOException {
        var prefix = folder.replaceAll("^(\\./)+|/+$", "");
        if (folder.startsWith("/") || List.of(prefix.split("/")).contains("..")) {
            return new Listing(
                    false,
                    List.of(),
                    List.of(new FileError(
                            folder,
                            null,
                            "the path leaves the repository; begin at its top folder, without '/' and '..'")),
                    null);
        }
        if (earlier != null && earlier.tree() != null) {
            try {
                return walked(prefix, earlier.tree(), earlier);
            } catch (MissingObjectException e) {
                // The earlier commit is not there any more; the whole listing below does not need it.
            }
        }
        return reading(() -> walked(prefix, null, null));
    }

    private Listing walked(String prefix, @Nullable ObjectId from, @Nullable Listing earlier) throws IOException {
        var files = new TreeMap<String, File>();
        var errors = new TreeMap<String, FileError>();
        if (earlier != null) {
            earlier.files().forEach(f -> files.put(f.path(), f));
            earlier.errors().forEach(e -> errors.put(e.path(), e));
        }
        try (var revisions = new RevWalk(repository);
                var walk = new TreeWalk(repository)) {
            var tree = revisions.parseCommit(commit).getTree();
            if (from == null) {
                walk.addTree(new EmptyTreeIterator());
            } else {
                walk.addTree(from);
            }
            walk.addTree(tree);
            walk.setRecursive(true);
            var whole = prefix.isEmpty() || prefix.equals(".");
            walk.setFilter(
                    whole ? TreeFilter.ANY_DIFF : AndTreeFilter.create(PathFilter.create(prefix), TreeFilter.ANY_DIFF));
            while (walk.next() && files.size() <= MAX_FILES) {
                entry(walk, files, errors);
            }
            if (files.size() > MAX_FILES) {
                var tooMany = new FileError(
                        prefix, null, "more than %d files; point the Sync at a smaller folder".formatted(MAX_FILES));
                return new Listing(true, List.of(), List.of(tooMany), null);
            }
            var found = whole || !files.isEmpty() || !errors.isEmpty();
            return new Listing(found, List.copyOf(files.values()), List.copyOf(errors.values()), tree.getId());
        }
    }

    /** What stands at a path now, in place of what stood there. */
    private static void entry(TreeWalk walk, Map<String, File> files, Map<String, FileError> errors) {
        var path = walk.getPathString();
        var mode = walk.getFileMode(NOW);
        files.remove(path);
        errors.remove(path);
        if (mode == FileMode.SYMLINK) {
            errors.put(
                    path,
                    new FileError(path, null, "a symbolic link; links are not followed, put the file itself here"));
        } else if (mode == FileMode.GITLINK) {
            errors.put(
                    path,
                    new FileError(path, null, "a submodule; submodules are not read, point a GitRepository at it"));
        } else if (mode != FileMode.MISSING) {
            files.put(path, new File(path, walk.getObjectId(NOW)));
        }
    }

    /**
     * The content of a file.
     *
     * @throws LargeObjectException when it is larger than {@code limit} bytes
     */
    public byte[] read(File file, int limit) throws IOException {
        return reading(() -> {
            try (var reader = repository.newObjectReader()) {
                var loader = reader.open(file.blob(), Constants.OBJ_BLOB);
                if (loader.getSize() > limit) {
                    throw new LargeObjectException(file.blob());
                }
                return loader.getCachedBytes(limit);
            }
        });
    }

    /** @param author {@code name <email>} */
    public record Touch(String revision, String author) {}

    /**
     * The commit that last changed each path, as far as the last {@value #MAX_HISTORY} commits tell; paths that they do
     * not are left out.
     */
    public Map<String, Touch> lastTouched(Set<String> paths) throws IOException {
        return reading(() -> walkedBack(paths));
    }

    private Map<String, Touch> walkedBack(Set<String> paths) throws IOException {
        var touched = new HashMap<String, Touch>();
        var open = new HashSet<>(paths);
        try (var walk = new RevWalk(repository)) {
            walk.sort(RevSort.TOPO);
            walk.markStart(walk.parseCommit(commit));
            var looked = 0;
            for (var at : walk) {
                if (open.isEmpty() || ++looked > MAX_HISTORY) {
                    break;
                }
                for (var path : changed(walk, at)) {
                    if (open.remove(path)) {
                        touched.put(path, new Touch(at.name(), author(at)));
                    }
                }
            }
        }
        return touched;
    }

    /** Paths that differ from every parent; all paths for a root commit. */
    private List<String> changed(RevWalk revisions, RevCommit at) throws IOException {
        try (var walk = new TreeWalk(repository)) {
            walk.addTree(at.getTree());
            for (var parent : at.getParents()) {
                walk.addTree(revisions.parseCommit(parent).getTree());
            }
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            var paths = new ArrayList<String>();
            while (walk.next()) {
                if (walk.getRawMode(0) != 0 && differsFromAll(walk, at.getParentCount())) {
                    paths.add(walk.getPathString());
                }
            }
            return paths;
        }
    }

    private static boolean differsFromAll(TreeWalk walk, int parents) {
        for (int parent = 1; parent <= parents; parent++) {
            if (walk.idEqual(0, parent)) {
                return false;
            }
        }
        return true;
    }

    /** Who made a commit, as {@code name <email>}; empty where the copy does not hold it. */
    public Optional<String> author(String revision) {
        try (var walk = new RevWalk(repository)) {
            return Optional.of(author(walk.parseCommit(ObjectId.fromString(revision))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static String author(RevCommit commit) {
        var who = commit.getAuthorIdent();
        return who == null ? "unknown" : "%s <%s>".formatted(who.getName(), who.getEmailAddress());
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T reading(Reading<T> work) throws IOException {
        try {
            return work.read();
        } catch (IOException e) {
            damaged.run();
            throw e;
        }
    }
}
