package dev.sluice.e2e.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.jspecify.annotations.Nullable;

/** Bare repositories over HTTP on a free loopback port. Anybody may push, unless credentials are asked for. */
public final class GitServer implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MAX_THREADS = 32;
    private static final int MIN_THREADS = 4;

    private final Path folder;
    private final Server server;
    private final ServerConnector connector;
    private final Entrance entrance = new Entrance();
    private final HookSender sender = new HookSender();
    private final Map<String, List<PushHook>> hooks = new ConcurrentHashMap<>();

    private GitServer(Path folder) {
        this.folder = folder;
        var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("git-server");
        threads.setDaemon(true);
        server = new Server(threads);
        connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        server.addConnector(connector);
        server.setHandler(handler());
    }

    /** Starts one. */
    public static GitServer start(Path folder) {
        var git = new GitServer(folder);
        try {
            Files.createDirectories(folder);
            git.server.start();
            return git;
        } catch (Exception e) {
            throw new IllegalStateException("cannot start the Git server: " + e.getMessage(), e);
        }
    }

    /** Makes an empty repository whose branch is {@code main}, unless it is there, and says its URL. */
    public URI create(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a repository's name has small letters, digits and dashes: " + name);
        }
        var repository = path(name);
        if (!Files.exists(repository)) {
            try {
                Git.init()
                        .setBare(true)
                        .setInitialBranch("main")
                        .setDirectory(repository.toFile())
                        .call()
                        .close();
            } catch (GitAPIException e) {
                throw new IllegalStateException("cannot make the repository " + name, e);
            }
        }
        return url(name);
    }

    public URI url(String name) {
        return URI.create("http://127.0.0.1:%d/%s.git".formatted(connector.getLocalPort(), name));
    }

    /** The bare repository in the file system, for tests that look into it. */
    public Path path(String name) {
        return folder.resolve(name + ".git");
    }

    /** From now on pushes to a repository are told there, and nowhere else. */
    public void tell(String name, List<PushHook> receivers) {
        hooks.put(name, List.copyOf(receivers));
    }

    /** What was sent to hooks so far, the last 10,000. */
    public List<Delivery> deliveries() {
        return sender.deliveries();
    }

    /** From now on every request needs these; null lets everybody in again. */
    public void require(@Nullable Credentials credentials) {
        entrance.require(credentials);
    }

    /** Every request is answered with this HTTP status until {@link #heal()}. */
    public void failWith(int status) {
        entrance.failWith(status);
    }

    /** Works again. */
    public void heal() {
        entrance.failWith(0);
    }

    @Override
    public void close() {
        sender.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the Git server did not stop", e);
        }
    }

    private ServletContextHandler handler() {
        var servlet = new GitServlet();
        servlet.setRepositoryResolver((request, name) -> open(name));
        servlet.setReceivePackFactory((request, repository) -> receivePack(repository));
        var handler = new ServletContextHandler();
        handler.setContextPath("/");
        handler.addFilter(new FilterHolder(entrance), "/*", null);
        handler.addServlet(new ServletHolder(servlet), "/*");
        return handler;
    }

    private Repository open(String name) throws RepositoryNotFoundException {
        var plain = name.endsWith(".git") ? name.substring(0, name.length() - 4) : name;
        if (!NAME.matcher(plain).matches() || !Files.isDirectory(path(plain))) {
            throw new RepositoryNotFoundException(name);
        }
        try {
            return new FileRepositoryBuilder()
                    .setGitDir(path(plain).toFile())
                    .setMustExist(true)
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ReceivePack receivePack(Repository repository) {
        var receive = new ReceivePack(repository);
        receive.setAllowCreates(true);
        receive.setAllowDeletes(true);
        receive.setAllowNonFastForwards(true);
        receive.setPostReceiveHook((pack, commands) -> tellOf(repository, commands));
        return receive;
    }

    private void tellOf(Repository repository, Collection<ReceiveCommand> commands) {
        var file = repository.getDirectory().getName();
        var name = file.substring(0, file.length() - ".git".length());
        for (var command : commands) {
            if (command.getResult() == ReceiveCommand.Result.OK) {
                var push = new Push(
                        command.getRefName(),
                        command.getOldId().name(),
                        command.getNewId().name(),
                        command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD);
                hooks.getOrDefault(name, List.of())
                        .forEach(hook -> sender.send(hook, name, url(name).toString(), push));
            }
        }
    }
}
