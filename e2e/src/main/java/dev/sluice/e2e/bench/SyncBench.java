package dev.sluice.e2e.bench;

import dev.sluice.e2e.cloud.AwsClients;
import dev.sluice.e2e.cloud.CloudCall;
import dev.sluice.e2e.git.GitWorkspace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.local.SluiceProcess;
import dev.sluice.e2e.process.Await;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import software.amazon.awssdk.services.sqs.SqsClient;

/** From push to cloud: one queue, then a thousand from one commit, then a restart with all of them. */
public final class SyncBench {
    private static final int PUSHES = 7;
    private static final int PER_FILE = 100;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration QUIET = Duration.ofSeconds(10);

    private static final String QUEUE = """
            apiVersion: sqs.aws.sluice.dev/v1alpha1
            kind: Queue
            metadata:
              name: %s
              namespace: shop
            spec:
              forProvider:
                region: eu-west-1
                sqsManagedSseEnabled: true
                tags: {team: shop, cost-center: "4711"}
            """;

    private final LocalEnvironment environment;
    private final int count;
    private final Consumer<String> progress;
    private final List<Figure> figures = new ArrayList<>();

    /** @param count queues of the large commit */
    public SyncBench(LocalEnvironment environment, int count, Consumer<String> progress) {
        this.environment = environment;
        this.count = count;
        this.progress = progress;
    }

    public List<Figure> run(Path folder) throws IOException {
        var sluice = environment.startSluice();
        var examples = environment.checkout().examples().resolve("shop");
        var url = environment.git().create("shop");
        environment.git().tell("shop", List.of(environment.receiver("shop-delivery", "shop")));
        var values = new HashMap<>(environment.values());
        values.put("GIT_URL", url.toString());
        environment.manifests().apply(Files.readString(examples.resolve("bootstrap.yaml")), values);
        try (var work = GitWorkspace.clone(url, folder.resolve("clone"));
                var cloud = AwsClients.sqs(environment.cloud().endpoint())) {
            var packs = environment.checkout().root().resolve("policies/library/dist");
            work.copyFrom(examples.resolve("repository"))
                    .write("policies/aws.yaml", Files.readString(packs.resolve("aws-foundation.yaml")))
                    .write("policies/change.yaml", Files.readString(packs.resolve("change-control.yaml")))
                    .push("The shop");
            awaitReady("shop-", 2);
            push(work, cloud);
            thousand(work, sluice);
            restart(sluice);
        }
        return figures;
    }

    private void push(GitWorkspace work, SqsClient cloud) {
        var times = new long[PUSHES];
        for (int i = 0; i < PUSHES; i++) {
            var name = "push-" + i;
            work.write("push/%s.yaml".formatted(name), QUEUE.formatted(name)).commit("Push " + name);
            var began = System.nanoTime();
            work.push(false);
            if (!Await.until(LIMIT, () -> exists(cloud, name))) {
                throw new IllegalStateException(name + " was not created");
            }
            times[i] = (System.nanoTime() - began) / 1_000_000;
            awaitReady("push-", i + 1);
        }
        Arrays.sort(times);
        figure("git push to the queue in the cloud, median of " + PUSHES, "%d ms", times[PUSHES / 2], "≤ 2000 ms");
        figure("git push to the queue in the cloud, slowest", "%d ms", times[PUSHES - 1], "");
    }

    private static boolean exists(SqsClient cloud, String name) {
        return !cloud.listQueues(r -> r.queueNamePrefix(name)).queueUrls().isEmpty();
    }

    private void thousand(GitWorkspace work, SluiceProcess sluice) {
        progress.accept("%d queues from one commit".formatted(count));
        for (int file = 0; file * PER_FILE < count; file++) {
            var text = new ArrayList<String>();
            for (int i = file * PER_FILE; i < Math.min(count, (file + 1) * PER_FILE); i++) {
                text.add(QUEUE.formatted("bench-%05d".formatted(i)));
            }
            work.write("bench/%03d.yaml".formatted(file), String.join("---\n", text));
        }
        work.commit("Many queues");
        var before = sluice.use();
        var began = System.nanoTime();
        work.push(false);
        awaitReady("bench-", count);
        var took = Duration.ofNanos(System.nanoTime() - began);
        settle(QUIET);
        var after = sluice.use();
        figure(count + " queues from one commit, all Ready", "%.1f s", took.toMillis() / 1000.0, "");
        figure("  processor time", "%.1f s", after.cpu().minus(before.cpu()).toMillis() / 1000.0, "");
        figure("  peak resident memory", "%d MB", after.peakResidentBytes() >> 20, "");
        figure("  resident memory after it", "%s", after.memory(), "≤ 256 MB");
        figure("  calls to the cloud per queue, create to Ready", "%.2f", callsPerQueue(Instant.EPOCH), "≤ 4");
    }

    private double callsPerQueue(Instant since) {
        var calls = environment.proxy().callsMentioning("bench-").stream()
                .map(CloudCall::at)
                .filter(at -> at.isAfter(since))
                .count();
        return (double) calls / count;
    }

    private void restart(SluiceProcess sluice) {
        progress.accept("a restart with all of them");
        sluice.close();
        var stopped = Instant.now();
        sluice.start();
        if (!Await.until(LIMIT, () -> callsPerQueue(stopped) >= 2)) {
            throw new IllegalStateException("not every queue was looked at after the restart");
        }
        settle(QUIET);
        var first = environment.proxy().callsMentioning("bench-").stream()
                .map(CloudCall::at)
                .filter(at -> at.isAfter(stopped))
                .min(Instant::compareTo)
                .orElseThrow();
        var perSweep = callsPerQueue(stopped);
        figure(
                "start to first reconcile, with %d queues".formatted(count),
                "%d ms",
                Duration.between(stopped, first).toMillis(),
                "≤ 1500 ms");
        figure("calls per queue and comparison, when steady", "%.2f", perSweep, "");
        figure("  that is, at the default interval of 10m, per minute", "%.0f", perSweep * count / 10, "");
        figure(
                "resident memory with %d queues, after the restart".formatted(count),
                "%s",
                sluice.use().memory(),
                "≤ 256 MB");
    }

    private void awaitReady(String prefix, int wanted) {
        if (!Await.until(LIMIT, () -> ready(prefix) >= wanted)) {
            throw new IllegalStateException("only %d of %d are Ready".formatted(ready(prefix), wanted));
        }
    }

    private long ready(String prefix) {
        // From the API server's cache, so that looking does not slow down what is looked at.
        var options = new ListOptionsBuilder().withResourceVersion("0").build();
        return environment.client().resources(Queue.class).inNamespace("shop").list(options).getItems().stream()
                .filter(q -> q.getMetadata().getName().startsWith(prefix))
                .filter(SyncBench::isReady)
                .count();
    }

    private static boolean isReady(Queue queue) {
        var status = queue.getStatus();
        var conditions = status == null ? null : status.conditions();
        return conditions != null
                && conditions.stream().anyMatch(c -> c.getType().equals("Ready") && "True".equals(c.getStatus()));
    }

    private static void settle(Duration time) {
        // A figure of memory is of a quiet moment.
        var unused = Await.until(time, () -> false);
    }

    private void figure(String name, String format, Object value, String goal) {
        var figure = new Figure(name, String.format(Locale.ROOT, format, value), goal);
        figures.add(figure);
        progress.accept(figure.name() + ": " + figure.measured());
    }
}
