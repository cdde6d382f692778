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
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** One commit of a mirrored repository. Reads from the object database; costs nothing until it is read. */
public final class Snapshot {
    private static final int MAX_FILES = 50_000;
    private static final int MAX_HISTORY = 1000;

    private final Repository repository;
    private final ObjectId commit;
    private final Runnable damaged;

    /** @param damaged called when the repository could not be read */
    Snapshot(Repository repository, ObjectId commit, Runnable damaged) {
        this.repository = repository;
        this.commit = commit;
        this.damaged = damaged;
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
     */
    public record Listing(boolean found, List<File> files, List<FileError> errors) {}

    /**
     * Lists a folder, recursively.
     *
     * @param folder without a leading slash; empty for the whole repository
     */
    public Listing list(String folder) throws IOException {
        var prefix = folder.replaceAll("^(\\./)+|/+$", "");
        if (folder.startsWith("/") || List.of(prefix.split("/")).contains("..")) {
            return new Listing(
                    false,
                    List.of(),
                    List.of(new FileError(
                            folder,
                            null,
                            "the path leaves the repository; begin at its top folder, without '/' and '..'")));
        }
        return reading(() -> walked(folder, prefix));
    }

    private Listing walked(String folder, String prefix) throws IOException {
        var files = new ArrayList<File>();
        var errors = new ArrayList<FileError>();
        var found = prefix.isEmpty() || prefix.equals(".");
        try (var revisions = new RevWalk(repository);
                var walk = new TreeWalk(repository)) {
            walk.addTree(revisions.parseCommit(commit).getTree());
            walk.setRecursive(true);
            if (!found) {
                walk.setFilter(org.eclipse.jgit.treewalk.filter.PathFilter.create(prefix));
            }
            while (walk.next()) {
                found = true;
                var path = walk.getPathString();
                var mode = walk.getFileMode(0);
                if (mode == FileMode.SYMLINK) {
                    errors.add(new FileError(
                            path, null, "a symbolic link; links are not followed, put the file itself here"));
                } else if (mode == FileMode.GITLINK) {
                    errors.add(new FileError(
                            path, null, "a submodule; submodules are not read, point a GitRepository at it"));
                } else if (files.size() >= MAX_FILES) {
                    errors.add(new FileError(
                            folder,
                            null,
                            "more than %d files; point the Sync at a smaller folder".formatted(MAX_FILES)));
                    break;
                } else {
                    files.add(new File(path, walk.getObjectId(0)));
                }
            }
        }
        return new Listing(found, files, errors);
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
