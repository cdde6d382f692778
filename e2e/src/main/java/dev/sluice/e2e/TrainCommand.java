package dev.sluice.e2e;

import dev.sluice.e2e.bench.Training;
import dev.sluice.e2e.local.Checkout;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Makes the cache for a faster start. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a cache with which Sluice starts faster: it runs once, and the JVM writes down what it loaded.",
            "Exit codes: 0 the cache is there, 1 it is not."
        })
final class TrainCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        var checkout = Checkout.find();
        Training.ensure(checkout, line -> System.out.println(line));
        System.out.println(checkout.aotCacheFile());
        return 0;
    }
}
