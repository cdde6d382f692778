package dev.sluice.e2e;

import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalInstance;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A cluster, an emulator of AWS, a Git server and Sluice, in the background. */
@Command(
        name = "local",
        mixinStandardHelpOptions = true,
        description = "A cluster, an AWS emulator, a Git server and Sluice in the background of this clone.",
        subcommands = {
            LocalCommand.Up.class,
            LocalCommand.Status.class,
            LocalCommand.Down.class,
            LocalCommand.Supervise.class
        })
final class LocalCommand {
    private LocalCommand() {}

    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            description = {
                "Starts it, unless it runs, and prints export lines. Use: eval \"$(./sluice local up)\"",
                "Exit codes: 0 it runs, 1 it does not."
            })
    static final class Up implements Callable<Integer> {
        @Override
        public Integer call() {
            System.out.print(instance().up(System.err::println));
            return 0;
        }
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = {"Says what runs.", "Exit codes: 0 it runs, 3 it does not."})
    static final class Status implements Callable<Integer> {
        @Override
        public Integer call() {
            var status = instance().status();
            System.out.println(status.text());
            return status.runs() ? 0 : 3;
        }
    }

    @Command(
            name = "down",
            mixinStandardHelpOptions = true,
            description = {"Stops it and forgets its state.", "Exit codes: 0 nothing runs, 1 something would not end."})
    static final class Down implements Callable<Integer> {
        @Override
        public Integer call() {
            instance().down(System.err::println);
            return 0;
        }
    }

    @Command(name = "supervise", hidden = true, description = "Runs it in the foreground; up starts this.")
    static final class Supervise implements Callable<Integer> {
        @Override
        public Integer call() throws InterruptedException {
            instance().supervise();
            return 0;
        }
    }

    private static LocalInstance instance() {
        return new LocalInstance(Checkout.find());
    }
}
