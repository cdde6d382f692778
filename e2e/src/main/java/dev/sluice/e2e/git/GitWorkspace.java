package dev.sluice.e2e.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.dircache.DirCacheEditor.PathEdit;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;

/**
 * A developer's clone.
 *
 * <pre>{@code
 * try (var work = GitWorkspace.clone(server.url("infra"), folder)) {
 *     work.write("queue.yaml", yaml);
 *     var commit = work.push("Add a queue");
 * }
 * }</pre>
 */
public final class GitWorkspace implements AutoCloseable {
    private static final PersonIdent AUTHOR = new PersonIdent("Ada Developer", "ada@example.com");

    private final Git git;
    private final @Nullable Credentials credentials;

    private GitWorkspace(Git git, @Nullable Credentials credentials) {
        this.git = git;
        this.credentials = credentials;
    }

    public static GitWorkspace clone(URI url, Path folder) {
        return clone(url, folder, null);
    }

    /** Clones into an empty folder; an empty repository gives an unborn {@code main}. */
    public static GitWorkspace clone(URI url, Path folder, @Nullable Credentials credentials) {
        return run(() -> {
            var command = Git.cloneRepository().setURI(url.toString()).setDirectory(folder.toFile());
            var git = with(command, credentials).call();
            if (git.getRepository().resolve(Constants.HEAD) == null) {
                git.getRepository().updateRef(Constants.HEAD).link("refs/heads/main");
            }
            return new GitWorkspace(git, credentials);
        });
    }

    /** Where the files are. */
    public Path folder() {
        return git.getRepository().getWorkTree().toPath();
    }

    /** Writes a file and stages it. */
    public GitWorkspace write(String path, String text) {
        return run(() -> {
            var file = folder().resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            git.add().addFilepattern(path).call();
            return this;
        });
    }

    /** Copies a folder's files to the top and stages them. */
    public GitWorkspace copyFrom(Path source) {
        return run(() -> {
            try (var files = Files.walk(source)) {
                for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                    write(source.relativize(file).toString().replace('\\', '/'), Files.readString(file));
                }
            }
            return this;
        });
    }

    /** Removes a file and stages that. */
    public GitWorkspace delete(String path) {
        return run(() -> {
            git.rm().addFilepattern(path).call();
            return this;
        });
    }

    /** Stages a symbolic link, which need not lead anywhere. */
    public GitWorkspace symlink(String path, String target) {
        return run(() -> {
            var blob = git.getRepository().newObjectInserter();
            try (blob) {
                var id = blob.insert(Constants.OBJ_BLOB, target.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                blob.flush();
                return stage(path, FileMode.SYMLINK, id);
            }
        });
    }

    /** Stages a submodule's entry. */
    public GitWorkspace submodule(String path, String commit) {
        return run(() -> stage(path, FileMode.GITLINK, ObjectId.fromString(commit)));
    }

    /** Commits what is staged. */
    public String commit(String message) {
        return run(() -> git.commit()
                .setMessage(message)
                .setAuthor(AUTHOR)
                .setCommitter(AUTHOR)
                .setSign(false)
                .setNoVerify(true)
                .setAllowEmpty(true)
                .call()
                .name());
    }

    /** Commits what is staged and pushes the branch; says the commit. */
    public String push(String message) {
        var commit = commit(message);
        push(false);
        return commit;
    }

    /** Pushes the branch as it is. */
    public void push(boolean force) {
        run(() -> {
            var branch = git.getRepository().getFullBranch();
            pushRef(new RefSpec(branch + ":" + branch).setForceUpdate(force));
            return this;
        });
    }

    /** Deletes a branch on the server. */
    public void deleteRemoteBranch(String branch) {
        run(() -> {
            pushRef(new RefSpec(":refs/heads/" + branch));
            return this;
        });
    }

    /** Goes to a branch, made from the current commit when it is new. */
    public GitWorkspace branch(String name) {
        return run(() -> {
            var isNew = git.getRepository().resolve("refs/heads/" + name) == null;
            git.checkout().setName(name).setCreateBranch(isNew).call();
            return this;
        });
    }

    /** Moves the branch and the files to a commit, for example {@code HEAD~1}. */
    public GitWorkspace resetTo(String commit) {
        return run(() -> {
            git.reset().setMode(ResetCommand.ResetType.HARD).setRef(commit).call();
            return this;
        });
    }

    public String head() {
        return run(() -> git.getRepository().resolve(Constants.HEAD).name());
    }

    @Override
    public void close() {
        git.close();
    }

    private GitWorkspace stage(String path, FileMode mode, ObjectId id) throws IOException {
        var cache = git.getRepository().lockDirCache();
        try {
            var editor = cache.editor();
            editor.add(new PathEdit(path) {
                @Override
                public void apply(DirCacheEntry entry) {
                    entry.setFileMode(mode);
                    entry.setObjectId(id);
                }
            });
            if (!editor.commit()) {
                throw new IOException("the index is locked by somebody else");
            }
        } finally {
            cache.unlock();
        }
        return this;
    }

    private void pushRef(RefSpec spec) throws GitAPIException {
        var command = with(git.push().setRefSpecs(spec), credentials);
        for (var result : command.call()) {
            for (var update : result.getRemoteUpdates()) {
                if (update.getStatus() != RemoteRefUpdate.Status.OK
                        && update.getStatus() != RemoteRefUpdate.Status.UP_TO_DATE) {
                    throw new IllegalStateException("the push of %s was refused: %s %s"
                            .formatted(update.getRemoteName(), update.getStatus(), update.getMessage()));
                }
            }
        }
    }

    private static <C extends TransportCommand<C, ?>> C with(C command, @Nullable Credentials credentials) {
        return credentials == null
                ? command
                : command.setCredentialsProvider(
                        new UsernamePasswordCredentialsProvider(credentials.username(), credentials.password()));
    }

    private interface GitAction<T> {
        T call() throws GitAPIException, IOException;
    }

    private static <T> T run(GitAction<T> action) {
        try {
            return action.call();
        } catch (GitAPIException e) {
            throw new IllegalStateException("git: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
