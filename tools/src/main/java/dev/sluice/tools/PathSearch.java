package dev.sluice.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks for a tool on the PATH and asks it for its version, because a name alone proves little: there are dispatchers
 * that stand in for kubectl, and an OPA before 1.0 reads another dialect of Rego.
 *
 * <p>Servers must be of the pinned minor version, else a test says something else on each machine; kubectl may be one
 * minor version away, as Kubernetes itself promises; any OPA from 1.0 on will do. moto_server does not say its version,
 * so the Python that its first line names is asked.
 */
final class PathSearch {
    private static final Pattern VERSION = Pattern.compile("v?(\\d+)\\.(\\d+)\\.\\d+(-[\\w.]+)?");

    private final String path;

    PathSearch(String path) {
        this.path = path;
    }

    /** What was found: usable, or refused with a reason. */
    record Found(Path executable, Optional<String> refusal) {}

    Optional<Found> find(Tool tool) throws InterruptedException {
        for (var folder : path.split(java.io.File.pathSeparator)) {
            var candidate = Path.of(folder.isEmpty() ? "." : folder, tool.program());
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(new Found(candidate.toAbsolutePath(), refusal(tool, candidate)));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> refusal(Tool tool, Path executable) throws InterruptedException {
        var output = Commands.output(Path.of("."), command(tool, executable.toAbsolutePath()));
        if (output.isEmpty()) {
            return Optional.of("it does not say its version");
        }
        var version = VERSION.matcher(output.get());
        if (!version.find()) {
            return Optional.of("it does not say its version");
        }
        if (version.group(3) != null) {
            return Optional.of("it is " + version.group() + ", not a release");
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        return usable(tool, major, minor)
                ? Optional.empty()
                : Optional.of("it is %s, and %s is wanted".formatted(version.group(), tool.version()));
    }

    private static List<String> command(Tool tool, Path executable) {
        return switch (tool) {
            case KUBE_APISERVER, ETCD -> List.of(executable.toString(), "--version");
            case KUBECTL -> List.of(executable.toString(), "version", "--client");
            case OPA -> List.of(executable.toString(), "version");
            case MOTO -> List.of(interpreter(executable), "-c", "import moto; print(moto.__version__)");
        };
    }

    /** The program that a script's first line names; one that cannot be run when it names none. */
    private static String interpreter(Path script) {
        try (var in = Files.newInputStream(script)) {
            var start = new String(in.readNBytes(512), StandardCharsets.UTF_8);
            var first = start.lines().findFirst().orElse("");
            return first.startsWith("#!/") ? first.substring(2).strip() : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean usable(Tool tool, int major, int minor) {
        var pinned = tool.version().split("\\.");
        boolean sameMajor = major == Integer.parseInt(pinned[0]);
        int distance = Math.abs(minor - Integer.parseInt(pinned[1]));
        return switch (tool) {
            case KUBE_APISERVER, ETCD -> sameMajor && distance == 0;
            case KUBECTL -> sameMajor && distance <= 1;
            case OPA -> sameMajor;
            case MOTO -> sameMajor && minor >= Integer.parseInt(pinned[1]);
        };
    }
}
