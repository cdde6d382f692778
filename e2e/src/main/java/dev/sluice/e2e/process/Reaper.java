package dev.sluice.e2e.process;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Kills this process's children when it dies, also when it is killed and no shutdown hook runs.
 *
 * <p>A small shell process reads from a pipe the ids of children that are alive. The kernel closes the pipe when this
 * process ends, whatever the reason; then the shell kills who is left. It ignores Ctrl-C, which reaches it too.
 */
final class Reaper {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            pids=' '
            while read -r sign pid; do
              case $sign in
                +) pids="$pids$pid " ;;
                -) pids=$(printf %s "$pids" | sed "s/ $pid / /") ;;
              esac
            done
            [ "$pids" = ' ' ] || kill -9 $pids
            """;

    private static final Reaper INSTANCE = new Reaper();

    private final Writer pipe;

    private Reaper() {
        try {
            var shell = new ProcessBuilder("sh", "-c", SCRIPT)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            pipe = new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a shell (sh) to watch over child processes", e);
        }
    }

    /** From now on until the process ends by itself it is killed when this process is gone. */
    static void watch(Process process) {
        INSTANCE.say("+ " + process.pid());
        var unused = process.onExit().thenRun(() -> INSTANCE.say("- " + process.pid()));
    }

    private synchronized void say(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException e) {
            // The shell was killed: shutdown hooks and pid files are left to clean up.
        }
    }
}
