package dev.sluice.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds or builds a {@link Tool}, in this order: the variable that names it ({@code SLUICE_OPA} …); KUBEBUILDER_ASSETS
 * (Kubernetes tools); the per-user cache; the PATH, when the version there is usable; a build from the pinned sources
 * into that cache.
 *
 * <p>What a person names is taken at its word or refused loudly; it is never passed over for something else.
 *
 * <pre>{@code
 * var opa = new Toolchain(System.err::println).executable(Tool.OPA);
 * }</pre>
 */
public final class Toolchain {
    private static final String ASSETS = "KUBEBUILDER_ASSETS";

    private final Map<String, String> environment;
    private final PathSearch path;
    private final ToolCache cache;
    private final Builder builder;
    private final Consumer<String> progress;

    /** Makes {@code folder/<program>}, executable, in an empty folder that is renamed afterwards. */
    interface Builder {
        void build(Tool tool, Path folder, Consumer<String> progress) throws IOException, InterruptedException;
    }

    /** @param progress told, line by line, which source was chosen and what is being built */
    public Toolchain(Consumer<String> progress) {
        this(System.getenv(), new PinnedBuilder(), progress);
    }

    Toolchain(Map<String, String> environment, Builder builder, Consumer<String> progress) {
        this.environment = environment;
        this.path = new PathSearch(environment.getOrDefault("PATH", ""));
        this.cache = new ToolCache(ToolCache.root(environment), progress);
        this.builder = builder;
        this.progress = progress;
    }

    /**
     * The executable of a tool.
     *
     * @throws ToolMissingException when there is none and none can be built; its message names every way to provide one
     */
    public Path executable(Tool tool) {
        var named = value(tool.variable());
        if (named.isPresent()) {
            return existing(tool, Path.of(named.get()), tool.variable());
        }
        var assets = value(ASSETS);
        if (tool.isKubernetes() && assets.isPresent()) {
            return existing(tool, Path.of(assets.get(), tool.program()), ASSETS);
        }
        try {
            return foundOrBuilt(tool);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: %s".formatted(tool.program(), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolMissingException("the build of %s was interrupted; run it again".formatted(tool.program()));
        }
    }

    private Path foundOrBuilt(Tool tool) throws IOException, InterruptedException {
        var cached = cache.find(tool);
        if (cached.isPresent()) {
            return say(tool, cached.get(), "built earlier from its pin");
        }
        var onPath = path.find(tool);
        if (onPath.isPresent() && onPath.get().refusal().isEmpty()) {
            return say(tool, onPath.get().executable(), "on the PATH");
        }
        onPath.ifPresent(found -> progress.accept("%s: %s is not used, %s"
                .formatted(tool.program(), found.executable(), found.refusal().orElse(""))));
        try {
            return say(tool, cache.get(tool, builder), "built from its pin");
        } catch (ToolMissingException e) {
            throw new ToolMissingException(waysOut(tool, String.valueOf(e.getMessage()), onPath));
        }
    }

    private Path existing(Tool tool, Path executable, String source) {
        if (!Files.isExecutable(executable)) {
            throw new ToolMissingException(
                    "%s says that %s is %s, but there is no executable there: correct or unset %s"
                            .formatted(source, tool.program(), executable, source));
        }
        return say(tool, executable.toAbsolutePath(), source);
    }

    private Path say(Tool tool, Path executable, String source) {
        progress.accept("%s: %s (%s)".formatted(tool.program(), executable, source));
        return executable;
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(v -> !v.isBlank());
    }

    private static String waysOut(Tool tool, String problem, Optional<PathSearch.Found> onPath) {
        var ways = new ArrayList<String>();
        ways.add("set %s to the path of %s %s".formatted(tool.variable(), tool.program(), tool.version()));
        if (tool.isKubernetes()) {
            ways.add("set %s to a folder with kube-apiserver, etcd and kubectl".formatted(ASSETS));
            ways.add("set KUBECONFIG to use a cluster that is there, for tests and the local environment");
        }
        ways.add("put %s %s on the PATH%s"
                .formatted(
                        tool.program(),
                        tool.version(),
                        onPath.flatMap(found -> found.refusal()
                                        .map(r -> " (there is %s, but %s)".formatted(found.executable(), r)))
                                .orElse("")));
        ways.add(
                tool.isPython()
                        ? "install Python 3.11 or newer with its venv module, and it is installed from its pin"
                        : "install Go 1.26 or newer, and it is built from its pin");
        return "%s %s is needed, and %s%nDo one of these:%n%s"
                .formatted(tool.program(), tool.version(), problem, bullets(ways));
    }

    private static String bullets(List<String> lines) {
        return String.join(
                System.lineSeparator(), lines.stream().map(l -> "  - " + l).toList());
    }
}
