package dev.sluice.e2e.bench;

import dev.sluice.e2e.local.Checkout;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.gate.rego.PolicyCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Decisions of the gate in this JVM, alone and beside a real OPA server with the same policies and the same input. */
public final class GateBench {
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(4);

    private final GateInputs inputs;
    private final Path opa;

    public GateBench(Checkout checkout, Path opa) {
        this.inputs = new GateInputs(checkout);
        this.opa = opa;
    }

    /** @param policies how many judge; all of them match */
    public List<Figure> run(int policies) throws Exception {
        var figures = new ArrayList<Figure>();
        try (var compiler = new PolicyCompiler(opa, InstantSource.system())) {
            for (var threads : List.of(1, 2)) {
                figures.add(new Figure(
                        name(policies, threads),
                        here(compiler, policies, threads).toString(),
                        ""));
            }
        }
        return figures;
    }

    /** The same decisions by Sluice and by {@code opa run --server}, one after the other. */
    public List<Figure> beside(int policies) throws Exception {
        var figures = new ArrayList<Figure>();
        try (var compiler = new PolicyCompiler(opa, InstantSource.system());
                var server = OpaServer.start(opa, inputs.policies(policies), inputs.change())) {
            for (var threads : List.of(1, 2)) {
                var here = here(compiler, policies, threads);
                var unused = Load.of(threads, WARM_UP, server::decide);
                var there = Load.of(threads, MEASURED, server::decide);
                var ratios = String.format(
                        Locale.ROOT,
                        "%.1f × the throughput, %.2f × the p99",
                        here.perSecond() / there.perSecond(),
                        (double) here.p99().toNanos() / there.p99().toNanos());
                figures.add(new Figure(name(policies, threads), here.toString(), ""));
                figures.add(new Figure("  opa run --server", there.toString(), ""));
                figures.add(new Figure("  Sluice has", ratios, "≥ 2 ×, ≤ 0.5 ×"));
            }
        }
        return figures;
    }

    /** How long new policies take to be in force, and what decisions see of it: nothing but a pause. */
    public List<Figure> swap(int policies) throws Exception {
        var change = inputs.change();
        try (var compiler = new PolicyCompiler(opa, InstantSource.system())) {
            var set = new AtomicReference<>(compiler.compile(inputs.policies(policies)));
            var gate = new Gate(set::get, InstantSource.system());
            var took = new AtomicLong();
            var swapping = Thread.ofPlatform().start(() -> {
                try {
                    var began = System.nanoTime();
                    set.set(compiler.compile(inputs.policies(policies + 1)));
                    took.set(System.nanoTime() - began);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            var load = Load.of(1, WARM_UP.plus(MEASURED), () -> {
                if (!(gate.decide(change) instanceof Decision.Admitted)) {
                    throw new IllegalStateException("a decision was lost while policies were swapped");
                }
            });
            swapping.join();
            return List.of(
                    new Figure(
                            "%d policies: from their text to in force, while deciding".formatted(policies + 1),
                            Load.text(Duration.ofNanos(took.get())),
                            ""),
                    new Figure("  slowest decision meanwhile", Load.text(load.slowest()), ""));
        }
    }

    private Load here(PolicyCompiler compiler, int policies, int threads) throws Exception {
        var set = compiler.compile(inputs.policies(policies));
        var gate = new Gate(() -> set, InstantSource.system());
        var change = inputs.change();
        if (gate.decide(change) instanceof Decision.Rejected rejected) {
            throw new IllegalStateException("the library does not admit the example: " + rejected.message());
        }
        var unused = Load.of(threads, WARM_UP, () -> gate.decide(change));
        return Load.of(threads, MEASURED, () -> gate.decide(change));
    }

    private static String name(int policies, int threads) {
        return "decisions by %d polic%s on a 5 KB object, %d thread%s"
                .formatted(policies, policies == 1 ? "y" : "ies", threads, threads == 1 ? "" : "s");
    }
}
