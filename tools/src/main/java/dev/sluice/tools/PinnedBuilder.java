package dev.sluice.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Builds tools from their pins with Go, or with Python's venv and pip. The children see this process's environment as it
 * is, because that is where a machine says how its registries are reached.
 */
final class PinnedBuilder implements Toolchain.Builder {
    private static final Duration MAX_BUILD = Duration.ofMinutes(30);
    private static final Duration SAY_EVERY = Duration.ofSeconds(15);
    private static final int LOG_LINES_SHOWN = 10;
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
    private static final List<String> PYTHONS =
            List.of("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python");

    @Override
    public void build(Tool tool, Path folder, Consumer<String> progress) throws IOException, InterruptedException {
        if (tool.isPython()) {
            installPython(tool, folder, progress);
        } else {
            buildGo(tool, folder, progress);
        }
    }

    private static void buildGo(Tool tool, Path folder, Consumer<String> progress)
            throws IOException, InterruptedException {
        var source = Files.createDirectories(folder.resolve("source"));
        Pins.unpack(tool, source);
        // Asked inside the module, because Go may fetch the version that a module asks for.
        if (!atLeast(source, List.of("go", "version"), 1, 26)) {
            throw new ToolMissingException("there is no Go 1.26 or newer to build it with.");
        }
        var output = folder.resolve(tool.program()).toString();
        var command = List.of(
                "go",
                "build",
                "-mod=readonly",
                "-trimpath",
                "-ldflags",
                linkerFlags(tool),
                "-o",
                output,
                tool.goPackage());
        run(tool, source, command, folder.resolve("build.log"), progress);
        Folders.delete(source);
    }

    private static String linkerFlags(Tool tool) {
        if (!tool.goPackage().startsWith("k8s.io/kubernetes/")) {
            return "-s -w";
        }
        // Clients look at the server's version; without these it says v0.0.0.
        var variable = "-X k8s.io/component-base/version.git";
        var parts = tool.version().split("\\.");
        return "-s -w %sVersion=v%s %sMajor=%s %sMinor=%s"
                .formatted(variable, tool.version(), variable, parts[0], variable, parts[1]);
    }

    private static void installPython(Tool tool, Path folder, Consumer<String> progress)
            throws IOException, InterruptedException {
        var python = python(folder);
        var log = folder.resolve("build.log");
        Pins.unpack(tool, folder);
        run(tool, folder, List.of(python, "-m", "venv", "venv"), log, progress);
        var inVenv = folder.resolve("venv/bin/python").toString();
        run(tool, folder, List.of(inVenv, "-m", "pip", "install", "--quiet", "-r", "requirements.txt"), log, progress);
        // pip's own launchers name the folder they were installed into, which is about to be renamed.
        var launcher = Files.writeString(folder.resolve(tool.program()), """
                #!/bin/sh
                exec "$(dirname "$0")/venv/bin/python" -m moto.server "$@"
                """);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String python(Path folder) throws InterruptedException {
        for (var candidate : PYTHONS) {
            if (atLeast(folder, List.of(candidate, "--version"), 3, 11)) {
                return candidate;
            }
        }
        throw new ToolMissingException("there is no Python 3.11 or newer to install it with.");
    }

    private static boolean atLeast(Path folder, List<String> command, int major, int minor)
            throws InterruptedException {
        var version = VERSION.matcher(Commands.output(folder, command).orElse(""));
        if (!version.find()) {
            return false;
        }
        int foundMajor = Integer.parseInt(version.group(1));
        return foundMajor > major || (foundMajor == major && Integer.parseInt(version.group(2)) >= minor);
    }

    private static void run(Tool tool, Path in, List<String> command, Path log, Consumer<String> progress)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            for (var waited = Duration.ZERO; !process.waitFor(SAY_EVERY.toSeconds(), TimeUnit.SECONDS); ) {
                waited = waited.plus(SAY_EVERY);
                if (waited.compareTo(MAX_BUILD) > 0) {
                    throw new ToolMissingException("its build took more than %d minutes; the log is %s."
                            .formatted(MAX_BUILD.toMinutes(), log));
                }
                progress.accept("%s: still building, %d s".formatted(tool.program(), waited.toSeconds()));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            var lines = Files.readAllLines(log);
            var tail = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
            throw new ToolMissingException("building it failed (the log is %s):%n%s"
                    .formatted(log, String.join(System.lineSeparator(), tail)));
        }
    }
}
