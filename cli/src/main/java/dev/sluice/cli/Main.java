package dev.sluice.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the commands that need no server of their own. Exit codes are each command's own; 2 is a wrong option. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        description = "Says what would change, what policy says of it, and what is in force.",
        subcommands = {CheckCommand.class, PlanCommand.class, PolicyCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The commands, with errors told in one line; the environment variable SLUICE_DEBUG adds where they come from. */
    static CommandLine commandLine() {
        return new CommandLine(new Main()).setExecutionExceptionHandler((e, commandLine, parsed) -> {
            var err = commandLine.getErr();
            err.println("sluice: " + e.getMessage());
            if (System.getenv("SLUICE_DEBUG") != null) {
                e.printStackTrace(err);
            }
            return 1;
        });
    }
}
