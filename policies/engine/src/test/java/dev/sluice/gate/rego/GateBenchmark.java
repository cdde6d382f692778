package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.gate.Change;
import dev.sluice.gate.Namespaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How fast the gate decides, beside {@code opa run --server} on the same policies and the same input over loopback HTTP.
 *
 * <p>Run it with the test class path: {@code java … dev.sluice.gate.rego.GateBenchmark [seconds]}.
 */
final class GateBenchmark {
    private static final List<Integer> POLICIES = List.of(1, 20, 50);
    private static final List<Integer> THREADS = List.of(1, 2);

    /** Of the kinds that a platform team writes; each text is made distinct, so that no code is shared. */
    private static final List<String> TEMPLATES = List.of("""
            missing := {tag | some tag in ["team", "cost-center", "tag-%1$d"]; object.get(parameters.tags, tag, "") == ""}

            violation contains {"msg": msg, "details": {"missing": missing}} if {
            	count(missing) > 0
            	msg := sprintf("%%s %%s lacks %%v", [input.review.kind.kind, input.review.name, missing])
            }
            """, """
            allowed := {"eu-central-1", "eu-west-1", "eu-north-%1$d"}

            violation contains {"msg": msg} if {
            	not parameters.region in allowed
            	msg := sprintf("region %%s is not allowed", [parameters.region])
            }
            """, """
            violation contains {"msg": msg} if {
            	some index, statement in parameters.policy.Statement
            	statement.Effect == "Allow"
            	statement.Principal == "*"
            	msg := sprintf("statement %%d of policy %1$d grants access to everyone", [index])
            }
            """, """
            violation contains {"msg": msg} if {
            	some rule in parameters.lifecycle
            	rule.expireAfterDays < 7 + %1$d - %1$d
            	startswith(rule.prefix, "logs/")
            	msg := sprintf("rule %%s deletes logs after %%d days", [rule.id, rule.expireAfterDays])
            }
            """, """
            deny contains msg if {
            	not regex.match(`^[a-z][a-z0-9-]*[a-z0-9]$|^policy-%1$d$`, input.review.name)
            	msg := sprintf("the name %%s is not well formed", [input.review.name])
            }
            """, """
            deny contains msg if {
            	some change in input.change.diff
            	change.path in {"spec.forProvider.region", "spec.forProvider.name-%1$d"}
            	msg := sprintf("%%s must not change from %%v to %%v", [change.path, change.before, change.after])
            }
            """, """
            guards := {"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"}

            violation contains {"msg": msg} if {
            	missing := {guard | some guard in guards; not parameters.publicAccessBlock[guard] == true}
            	count(missing) > %1$d - %1$d
            	msg := sprintf("the bucket is open: set %%s", [concat(", ", missing)])
            }
            """, """
            warn contains msg if {
            	total := sum([size | some rule in parameters.lifecycle; size := rule.expireAfterDays])
            	total > 100000 + %1$d
            	msg := sprintf("%%d days are kept in total", [total])
            }
            """);

    private final Duration time;
    private final Change change = change();

    private GateBenchmark(Duration time) {
        this.time = time;
    }

    public static void main(String[] arguments) throws Exception {
        var seconds = arguments.length > 0 ? Long.parseLong(arguments[0]) : 5;
        new GateBenchmark(Duration.ofSeconds(seconds)).run();
    }

    private void run() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "object of %d bytes, input of %d bytes%n",
                String.valueOf(change.object()).length(),
                PolicyInput.review(change, Namespaces.UNKNOWN).length + PolicyInput.change(change).length);
        System.out.println("| policies | threads |              | decisions/s | evaluations/s | p50 µs | p99 µs |");
        System.out.println("|---|---|---|---|---|---|---|");
        for (int policies : POLICIES) {
            var specs = specs(policies);
            try (var compiler = Fixtures.compiler();
                    var server = new Server(specs)) {
                var set = compiler.compile(specs);
                agree(set.judge(change).violations().size(), server.violations(change));
                for (int threads : THREADS) {
                    print(policies, threads, "Sluice, in the JVM", measure(threads, () -> set.judge(change)));
                    print(policies, threads, "opa run --server", measure(threads, () -> server.decide(change)));
                }
            }
        }
    }

    private static void agree(int engine, int opa) {
        if (engine != opa || engine == 0) {
            throw new IllegalStateException("the engine finds %d violations and OPA %d".formatted(engine, opa));
        }
    }

    /** Times of single decisions in nanoseconds, ascending, after a warm-up of the same length. */
    private long[] measure(int threads, Callable<?> decision) throws Exception {
        repeat(threads, decision);
        return repeat(threads, decision);
    }

    private long[] repeat(int threads, Callable<?> decision) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var work = pool.invokeAll(IntStream.range(0, threads)
                    .mapToObj(thread -> (Callable<List<Long>>) () -> times(decision))
                    .toList());
            var all = new ArrayList<Long>();
            for (var times : work) {
                all.addAll(times.get());
            }
            return all.stream().mapToLong(Long::longValue).sorted().toArray();
        }
    }

    private List<Long> times(Callable<?> decision) throws Exception {
        var times = new ArrayList<Long>();
        var end = System.nanoTime() + time.toNanos();
        for (long from = System.nanoTime(), to; from < end; from = to) {
            decision.call();
            to = System.nanoTime();
            times.add(to - from);
        }
        return times;
    }

    private void print(int policies, int threads, String who, long[] times) {
        var perSecond = times.length / (double) time.toSeconds();
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %s | %,.0f | %,.0f | %,d | %,d |%n",
                policies,
                threads,
                who,
                perSecond,
                perSecond * policies,
                times[times.length / 2] / 1000,
                times[times.length * 99 / 100] / 1000);
    }

    private static Map<String, Policy.Spec> specs(int policies) {
        var specs = new TreeMap<String, Policy.Spec>();
        for (int i = 0; i < policies; i++) {
            specs.put("p%02d".formatted(i), Fixtures.spec(rego("p%02d".formatted(i), i)));
        }
        return specs;
    }

    private static String rego(String name, int number) {
        return "package policies.%s\n\nparameters := input.review.object.spec.forProvider\n\n".formatted(name)
                + TEMPLATES.get(number % TEMPLATES.size()).formatted(number);
    }

    private static Change change() {
        var object = Fixtures.JSON.createObjectNode();
        object.put("apiVersion", "s3.aws.sluice.dev/v1alpha1").put("kind", "Bucket");
        var metadata =
                object.putObject("metadata").put("name", "orders-archive").put("namespace", "payments");
        IntStream.range(0, 12).forEach(i -> metadata.withObject("/labels").put("label-" + i, "value-" + i));
        var parameters = object.putObject("spec").putObject("forProvider").put("region", "eu-central-1");
        IntStream.range(0, 20).forEach(i -> parameters.withObject("/tags").put("tag-" + i * 2, "value of tag " + i));
        parameters.withObject("/tags").put("team", "payments");
        for (var guard : List.of("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")) {
            parameters.withObject("/publicAccessBlock").put(guard, true);
        }
        IntStream.range(0, 15)
                .forEach(i -> parameters
                        .withArray("/lifecycle")
                        .addObject()
                        .put("id", "rule-" + i)
                        .put("prefix", "data/part-" + i)
                        .put("expireAfterDays", 30 + i));
        IntStream.range(0, 12).forEach(i -> statement(parameters, i));
        return Fixtures.change(GatePoint.SYNC, Operation.CREATE, object, null);
    }

    private static void statement(ObjectNode parameters, int number) {
        var statement = parameters.withArray("/policy/Statement").addObject();
        statement.put("Sid", "Statement" + number).put("Effect", "Allow");
        statement.putObject("Principal").put("AWS", "arn:aws:iam::12345678901%d:role/reader".formatted(number % 10));
        statement.putArray("Action").add("s3:GetObject").add("s3:ListBucket");
        statement.put("Resource", "arn:aws:s3:::orders-archive/part-%d/*".formatted(number));
    }

    /** {@code opa run --server} with the same modules and one rule that collects what they say. */
    private static final class Server implements AutoCloseable {
        private final HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final Path folder;
        private final Process process;
        private final URI uri;

        Server(Map<String, Policy.Spec> specs) throws Exception {
            folder = Files.createTempDirectory("gate-benchmark");
            for (var spec : specs.entrySet()) {
                Files.writeString(
                        folder.resolve(spec.getKey() + ".rego"), spec.getValue().rego());
            }
            Files.writeString(folder.resolve("gate.rego"), collecting(specs));
            var address = "127.0.0.1:" + freePort();
            uri = URI.create("http://%s/v1/data/gate/verdicts".formatted(address));
            process = new ProcessBuilder(
                            Fixtures.OPA.toString(),
                            "run",
                            "--server",
                            "--log-level=error",
                            "--addr",
                            address,
                            "--disable-telemetry",
                            folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("opa.log").toFile())
                    .start();
            awaitReady(URI.create("http://%s/health".formatted(address)));
        }

        /** One line a rule: a policy's package as a whole would have OPA evaluate its helpers too. */
        private static String collecting(Map<String, Policy.Spec> specs) {
            return specs.entrySet().stream()
                    .flatMap(spec -> List.of("violation", "deny", "warn").stream()
                            .filter(rule -> spec.getValue().rego().contains("\n" + rule + " contains"))
                            .map(rule -> "verdicts[\"%1$s\"].%2$s := data.policies.%1$s.%2$s\n"
                                    .formatted(spec.getKey(), rule)))
                    .collect(Collectors.joining("\n", "package gate\n\n", ""));
        }

        JsonNode decide(Change change) throws IOException, InterruptedException {
            var body = new String(PolicyInput.review(change, Namespaces.UNKNOWN), StandardCharsets.UTF_8);
            var request = HttpRequest.newBuilder(uri)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"input\":{\"review\":%s,\"change\":%s,\"parameters\":{}}}"
                            .formatted(body, new String(PolicyInput.change(change), StandardCharsets.UTF_8))))
                    .build();
            var response = client.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException(new String(response.body(), StandardCharsets.UTF_8));
            }
            return Fixtures.JSON.readTree(response.body());
        }

        int violations(Change change) throws IOException, InterruptedException {
            var verdicts = decide(change).path("result");
            int count = 0;
            for (var verdict : verdicts) {
                count += verdict.path("violation").size() + verdict.path("deny").size();
            }
            return count;
        }

        private void awaitReady(URI health) throws InterruptedException {
            var request = HttpRequest.newBuilder(health).build();
            while (process.isAlive()) {
                try {
                    if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    Thread.onSpinWait();
                }
            }
            throw new IllegalStateException("OPA's server ended: " + folder);
        }

        private static int freePort() throws IOException {
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
            client.close();
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
