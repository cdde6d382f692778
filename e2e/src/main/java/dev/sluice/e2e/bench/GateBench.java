package dev.sluice.e2e.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.gate.rego.PolicyCompiler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;

/** Decisions of the gate in this JVM: the library's policies, on a bucket of 5 KB. */
public final class GateBench {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(4);
    private static final int MAX_SAMPLES = 2_000_000;
    private static final int OBJECT_BYTES = 5 * 1024;

    private final Checkout checkout;
    private final Path opa;

    public GateBench(Checkout checkout, Path opa) {
        this.checkout = checkout;
        this.opa = opa;
    }

    /** @param policies how many judge; all of them match */
    public List<Figure> run(int policies) throws Exception {
        var change = change();
        try (var compiler = new PolicyCompiler(opa, InstantSource.system())) {
            var set = compiler.compile(specs(policies));
            var gate = new Gate(() -> set, InstantSource.system());
            if (!(gate.decide(change) instanceof Decision.Admitted)) {
                throw new IllegalStateException("the library does not admit the example: " + gate.decide(change));
            }
            var figures = new ArrayList<Figure>();
            for (var threads : List.of(1, 2)) {
                measure(gate, change, threads, WARM_UP);
                figures.add(figure(policies, threads, measure(gate, change, threads, MEASURED)));
            }
            return figures;
        }
    }

    private static Figure figure(int policies, int threads, long[] nanos) {
        Arrays.sort(nanos);
        return new Figure(
                "decisions by %d policies on a 5 KB object, %d thread%s"
                        .formatted(policies, threads, threads == 1 ? "" : "s"),
                String.format(
                        Locale.ROOT,
                        "%.0f/s, p50 %.0f µs, p99 %.0f µs",
                        nanos.length / (double) MEASURED.toSeconds(),
                        nanos[nanos.length / 2] / 1e3,
                        nanos[(int) (nanos.length * 0.99)] / 1e3),
                "");
    }

    private static long[] measure(Gate gate, Change change, int threads, Duration time) throws Exception {
        var until = System.nanoTime() + time.toNanos();
        var samples = new ArrayList<long[]>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var running = new ArrayList<java.util.concurrent.Future<long[]>>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(() -> decide(gate, change, until)));
            }
            for (var one : running) {
                samples.add(one.get());
            }
        }
        return samples.stream().flatMapToLong(Arrays::stream).toArray();
    }

    private static long[] decide(Gate gate, Change change, long until) {
        var nanos = new long[MAX_SAMPLES];
        var count = 0;
        while (count < MAX_SAMPLES) {
            var began = System.nanoTime();
            if (began > until) {
                break;
            }
            gate.decide(change);
            nanos[count++] = System.nanoTime() - began;
        }
        return Arrays.copyOf(nanos, count);
    }

    /** The library's policies over and over, each with a text of its own, so that none shares another's code. */
    private Map<String, Policy.Spec> specs(int count) throws IOException {
        var library = new ArrayList<Policy>();
        for (var pack : List.of("aws-foundation.yaml")) {
            var text = Files.readString(
                    checkout.root().resolve("policies/library/dist").resolve(pack));
            for (var document : text.split("(?m)^---$")) {
                library.add(Serialization.unmarshal(document, Policy.class));
            }
        }
        var specs = new HashMap<String, Policy.Spec>();
        for (int i = 0; i < count; i++) {
            var spec = library.get(i % library.size()).getSpec();
            specs.put("policy-" + i, Policy.Spec.of(spec.rego() + "\n# " + i).withParameters(spec.parameters()));
        }
        return specs;
    }

    private Change change() throws IOException {
        var file = checkout.examples().resolve("shop/repository/infra/receipts-bucket.yaml");
        var object = JSON.<com.fasterxml.jackson.databind.node.ObjectNode>valueToTree(
                Serialization.unmarshal(Files.readString(file), Map.class));
        var filler = new StringBuilder();
        while (object.toString().length() + filler.length() < OBJECT_BYTES) {
            filler.append("What this bucket is for, at some length. ");
        }
        object.withObjectProperty("metadata").withObjectProperty("annotations").put("description", filler.toString());
        JsonNode after = object;
        return new Change(
                GatePoint.SYNC,
                Operation.CREATE,
                new Change.Subject("s3.aws.sluice.dev", "v1alpha1", "Bucket", "shop", "shop-receipts"),
                object,
                null,
                null,
                after,
                List.of(),
                null,
                null,
                null);
    }
}
