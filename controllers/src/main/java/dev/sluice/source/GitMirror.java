package dev.sluice.source;

import dev.sluice.source.SourceException.Reason;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/**
 * A bare copy of one branch of a repository, in the cache folder. May be lost at any time: it is fetched again.
 *
 * <p>One fetch at a time; snapshots may be read meanwhile.
 */
final class GitMirror implements AutoCloseable {
    private static final String LOCAL = "refs/heads/sluice";

    private final Path folder;
    private @Nullable Repository repository;

    /** Set by whoever could not read the copy; the next fetch begins anew. */
    private volatile boolean damaged;

    GitMirror(Path folder) {
        this.folder = folder;
    }

    /**
     * Looks at the remote branch and fetches it when it has moved.
     *
     * @return the branch's commit
     */
    synchronized RevCommit fetch(String url, String branch, @Nullable CredentialsProvider credentials, Duration timeout)
            throws SourceException {
        if (damaged) {
            discard();
        }
        try {
            return fetchInto(open(), url, branch, credentials, timeout);
        } catch (SourceException e) {
            throw e;
        } catch (TransportException e) {
            throw explained(e, url);
        } catch (NotSupportedException | java.net.URISyntaxException e) {
            throw new SourceException(
                    Reason.InvalidSpec, "spec.url %s cannot be used: %s".formatted(url, e.getMessage()));
        } catch (IOException | RuntimeException e) {
            // The copy is damaged, or its disk is: begin anew next time, and say so now.
            discard();
            throw new SourceException(
                    Reason.CacheFailed, "the local copy could not be used and is fetched anew: " + e.getMessage());
        }
    }

    private static RevCommit fetchInto(
            Repository repository,
            String url,
            String branch,
            @Nullable CredentialsProvider credentials,
            Duration timeout)
            throws IOException, SourceException, java.net.URISyntaxException {
        try (var transport = Transport.open(repository, new URIish(url))) {
            transport.setTimeout((int) Math.max(1, timeout.toSeconds()));
            transport.setCredentialsProvider(credentials);
            transport.setTagOpt(org.eclipse.jgit.transport.TagOpt.NO_TAGS);
            transport.setCheckFetchedObjects(true);
            var remote = remoteHead(transport, url, branch);
            var local = repository.exactRef(LOCAL);
            if (local == null
                    || !remote.equals(local.getObjectId())
                    || !repository.getObjectDatabase().has(remote)) {
                var limits = new FetchLimits(repository.getDirectory().toPath(), timeout);
                var refs = List.of(new RefSpec("+refs/heads/" + branch + ":" + LOCAL));
                try {
                    transport.fetch(limits, refs);
                } catch (TransportException e) {
                    limits.explain();
                    throw e;
                }
                limits.explain();
            }
            try (var walk = new RevWalk(repository)) {
                var commit = walk.parseCommit(remote);
                walk.parseBody(commit);
                return commit;
            }
        }
    }

    private static ObjectId remoteHead(Transport transport, String url, String branch)
            throws IOException, SourceException {
        try (var connection = transport.openFetch()) {
            var ref = connection.getRef("refs/heads/" + branch);
            if (ref != null && ref.getObjectId() != null) {
                return ref.getObjectId();
            }
            if (connection.getRefs().isEmpty()) {
                throw new SourceException(
                        Reason.EmptyRepository, "%s is empty; push a commit to %s".formatted(url, branch));
            }
            throw new SourceException(
                    Reason.BranchNotFound, "%s has no branch %s; push it or change spec.branch".formatted(url, branch));
        }
    }

    /** True where {@code newer} does not descend from {@code older}. */
    synchronized boolean rewritten(String older, RevCommit newer) {
        try (var walk = new RevWalk(open())) {
            var before = ObjectId.fromString(older);
            return !before.equals(newer) && !walk.isMergedInto(walk.parseCommit(before), walk.parseCommit(newer));
        } catch (IOException | IllegalArgumentException e) {
            return true;
        }
    }

    synchronized Snapshot snapshot(ObjectId commit) throws SourceException {
        try {
            return new Snapshot(open(), commit, () -> damaged = true);
        } catch (IOException e) {
            throw new SourceException(Reason.CacheFailed, "the local copy cannot be opened: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        if (repository != null) {
            repository.close();
            repository = null;
        }
    }

    /** Closes and deletes the copy. */
    synchronized void discard() {
        damaged = false;
        close();
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            } catch (IOException | java.io.UncheckedIOException e) {
                // What is left is overwritten or found damaged again.
                return;
            }
        }
    }

    private Repository open() throws IOException {
        if (repository == null) {
            var opened = new FileRepositoryBuilder()
                    .setBare()
                    .setGitDir(folder.toFile())
                    .build();
            if (!Files.isRegularFile(folder.resolve("config"))) {
                opened.create(true);
            }
            repository = opened;
        }
        return repository;
    }

    private static SourceException explained(TransportException e, String url) {
        var text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof NoRemoteRepositoryException || text.contains("not found")) {
            return new SourceException(
                    Reason.RepositoryNotFound,
                    "%s is not a Git repository, or these credentials may not see it; check spec.url and spec.secretRef"
                            .formatted(url));
        }
        if (text.contains("not authorized")
                || text.contains("not permitted")
                || text.contains("authentication")
                || text.contains("forbidden")) {
            return new SourceException(
                    Reason.AuthenticationFailed,
                    "%s refuses the credentials; put a valid username and password (or token) into the Secret of spec.secretRef"
                            .formatted(url));
        }
        return new SourceException(Reason.Unreachable, "%s cannot be fetched: %s".formatted(url, deepest(e)));
    }

    private static String deepest(Throwable e) {
        var cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
