package dev.sluice.e2e;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point behind those commands of {@code ./sluice} that start servers. Exit codes are each command's own; 2 is a wrong option. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        description = "Runs Sluice on this machine, on real servers.",
        subcommands = {DemoCommand.class, LocalCommand.class, BenchCommand.class, TrainCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    System.err.println("sluice: " + e.getMessage());
                    if (System.getenv("SLUICE_DEBUG") != null) {
                        e.printStackTrace();
                    }
                    return 1;
                })
                .execute(args));
    }
}
