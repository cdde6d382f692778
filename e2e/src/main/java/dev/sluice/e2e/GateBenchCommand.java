package dev.sluice.e2e;

import dev.sluice.e2e.bench.AdmissionBench;
import dev.sluice.e2e.bench.Figure;
import dev.sluice.e2e.bench.GateBench;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the gate, beside an OPA server that is asked the same. */
@Command(
        name = "gate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures decisions by few and many policies beside \"opa run --server\" with the same policies and input,",
            "admission over HTTPS, and how long new policies take to be in force. Nothing is asserted.",
            "Exit codes: 0 measured, 1 something failed."
        })
final class GateBenchCommand implements Callable<Integer> {
    @Option(
            names = "--policies",
            split = ",",
            defaultValue = "1,20,50,200",
            description = "How many policies judge, in turn. Default: ${DEFAULT-VALUE}.")
    private List<Integer> policies = List.of();

    @Option(
            names = "--swapped",
            defaultValue = "50",
            description = "How many policies are swapped, and judge at admission. Default: ${DEFAULT-VALUE}.")
    private int swapped;

    @Override
    public Integer call() throws Exception {
        var checkout = Checkout.find();
        var opa = new Toolchain(line -> {}).executable(Tool.OPA);
        var gate = new GateBench(checkout, opa);
        var figures = new ArrayList<Figure>();
        for (var count : policies) {
            System.out.printf("%d policies%n", count);
            figures.addAll(gate.beside(count));
        }
        System.out.println("swapping and admission");
        figures.addAll(gate.swap(swapped));
        BenchCommand.inEnvironment(
                checkout,
                List.of(),
                (environment, folder) -> figures.addAll(new AdmissionBench(environment).run(swapped)));
        BenchCommand.print(figures);
        return 0;
    }
}
