package dev.sluice.e2e.bench;

import dev.sluice.api.Sluice;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.e2e.cloud.Fault;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.local.SluiceProcess;
import dev.sluice.e2e.process.Await;
import dev.sluice.e2e.process.ProcessUse;
import dev.sluice.provider.aws.ec2.SecurityGroup;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Many resources of many kinds: created, compared again and again, changed by hand, and counted in the end. */
public final class ManagedBench {
    private static final int APPLIERS = 8;
    private static final Duration LIMIT = Duration.ofMinutes(45);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int DRIFTED_ONE_IN = 10;

    private final LocalEnvironment environment;
    private final Setting setting;
    private final Consumer<String> progress;
    private final Map<String, String> figures = new LinkedHashMap<>();

    /**
     * What is measured.
     *
     * @param name heads its column
     * @param objects how many
     * @param workers of Sluice
     * @param poll how often each resource is compared
     * @param faults of the cloud, all the time
     */
    public record Setting(String name, int objects, int workers, Duration poll, List<Fault> faults) {}

    /**
     * What came of it.
     *
     * @param figures by name, in order
     * @param findings what was lost or doubled
     */
    public record Result(Setting setting, Map<String, String> figures, List<String> findings) {}

    public ManagedBench(LocalEnvironment environment, Setting setting, Consumer<String> progress) {
        this.environment = environment;
        this.setting = setting;
        this.progress = progress;
    }

    /** Which definitions an environment for this needs. */
    public static boolean isUsed(String definition) {
        return MixedObjects.isUsed(definition);
    }

    public Result run() throws Exception {
        var sluice = environment.startSluice();
        setting.faults().forEach(environment.proxy()::inject);
        create(sluice);
        steady(sluice);
        try (var audit = new CloudAudit(environment)) {
            drift(audit);
            var findings = audit.findings(all());
            figure("lost, doubled or with another owner", "%d", findings.size());
            return new Result(setting, figures, findings);
        }
    }

    private void create(SluiceProcess sluice) throws Exception {
        var client = environment.client();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(MixedObjects.NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        environment.proxy().clearCalls();
        var use = sluice.use();
        var cloud = cloudCpu();
        var began = System.nanoTime();
        inParallel(MixedObjects.yaml(setting.objects()).stream()
                .<Callable<Object>>map(
                        yaml -> () -> client.resource(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)))
                                .create())
                .toList());
        var applied = since(began);
        await("Ready", ManagedBench::isReady);
        figure("applied after, s", "%.1f", applied);
        figure("all Ready after, s", "%.1f", since(began));
        figure("  processor time of Sluice, s", "%.1f", seconds(sluice.use(), use));
        figure("  processor time of moto, s", "%.1f", cloudCpu() - cloud);
        figure("  calls a resource", "%.2f", calls());
    }

    /** Two intervals in which nothing happens: the first sets the pace, the second is measured. */
    private void steady(SluiceProcess sluice) throws Exception {
        var interval = setting.poll().toSeconds() + "s";
        inParallel(all().stream()
                .<Callable<Object>>map(object -> () -> annotated(object, Sluice.POLL_INTERVAL, interval))
                .toList());
        pause(setting.poll().plus(setting.poll()));
        environment.proxy().clearCalls();
        var use = sluice.use();
        pause(setting.poll());
        figure("one interval of " + interval + " with nothing to do: calls a resource", "%.2f", calls());
        figure("  processor time of Sluice, s", "%.1f", seconds(sluice.use(), use));
        figure("  calls by service", "%s", byService());
        figure("  resident memory", "%s", sluice.use().memory());
    }

    private void drift(CloudAudit audit) {
        var changed = new ArrayList<String>();
        var region = LocalEnvironment.REGION;
        for (var object : all()) {
            var name = object.getMetadata().getName();
            if (name.hashCode() % DRIFTED_ONE_IN != 0) {
                continue;
            }
            switch (object) {
                case Queue queue -> {
                    var sqs = audit.session().sqs(region);
                    sqs.call("SetQueueAttributes", c -> {
                        var url = c.getQueueUrl(r -> r.queueName(name)).queueUrl();
                        return c.setQueueAttributes(
                                r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "99")));
                    });
                    changed.add(queue.getKind() + "/" + name);
                }
                case SecurityGroup group -> {
                    var tag = Tag.builder().key("team").value("other").build();
                    var id = group.getStatus().externalName();
                    audit.session()
                            .ec2(region)
                            .call(
                                    "CreateTags",
                                    c -> c.createTags(r -> r.resources(id).tags(tag)));
                    changed.add(group.getKind() + "/" + name);
                }
                default -> {}
            }
        }
        var began = System.nanoTime();
        await(
                "corrected",
                object -> !changed.contains(
                                object.getKind() + "/" + object.getMetadata().getName())
                        || isCorrected(object));
        figure("changed by hand", "%d", changed.size());
        figure("  all corrected after, s", "%.1f", since(began));
        figure("peak resident memory, MB", "%d", environment.startSluice().use().peakResidentBytes() >> 20);
    }

    /** Kind by kind, and seldom: looking costs more than what is looked at. */
    private void await(String what, Predicate<ManagedResource<?, ?>> done) {
        var deadline = System.nanoTime() + LIMIT.toNanos();
        for (var kind : MixedObjects.kinds()) {
            while (true) {
                var left = list(environment.client(), kind).stream()
                        .filter(done.negate())
                        .toList();
                if (left.isEmpty()) {
                    break;
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("%d %s are not %s, for example: %s"
                            .formatted(
                                    left.size(),
                                    kind.getSimpleName(),
                                    what,
                                    left.getFirst().getStatus()));
                }
                pause(LOOK);
            }
        }
    }

    private List<ManagedResource<?, ?>> all() {
        return MixedObjects.kinds().stream()
                .flatMap(kind -> list(environment.client(), kind).stream())
                .toList();
    }

    /** From the API server's cache, so that looking does not slow down what is looked at. */
    private static List<ManagedResource<?, ?>> list(
            KubernetesClient client, Class<? extends ManagedResource<?, ?>> kind) {
        var options = new ListOptionsBuilder().withResourceVersion("0").build();
        return client.resources(kind).inNamespace(MixedObjects.NAMESPACE).list(options).getItems().stream()
                .<ManagedResource<?, ?>>map(item -> item)
                .toList();
    }

    private Object annotated(ManagedResource<?, ?> object, String key, String value) {
        var patch = "{\"metadata\": {\"annotations\": {\"%s\": \"%s\"}}}".formatted(key, value);
        return environment
                .client()
                .resources(object.getClass())
                .inNamespace(MixedObjects.NAMESPACE)
                .withName(object.getMetadata().getName())
                .patch(
                        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                        patch);
    }

    private static boolean isReady(ManagedResource<?, ?> object) {
        var status = object.getStatus();
        return status != null
                && status.conditions() != null
                && status.conditions().stream()
                        .anyMatch(c -> c.getType().equals("Ready") && "True".equals(c.getStatus()));
    }

    private static boolean isCorrected(ManagedResource<?, ?> object) {
        var status = object.getStatus();
        return status != null
                && status.drift() != null
                && status.drift().getFirst().outcome() == DriftRecord.Outcome.Corrected;
    }

    private double calls() {
        return (double) environment.proxy().calls().size() / setting.objects();
    }

    private String byService() {
        var counts = environment.proxy().calls().stream()
                .collect(Collectors.groupingBy(call -> call.service(), java.util.TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private double cloudCpu() {
        return environment
                .cloud()
                .use()
                .map(use -> use.cpu().toMillis() / 1000.0)
                .orElse(0.0);
    }

    private static double seconds(ProcessUse now, ProcessUse before) {
        return now.cpu().minus(before.cpu()).toMillis() / 1000.0;
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private static void pause(Duration time) {
        var unused = Await.until(time, () -> false);
    }

    private static void inParallel(List<Callable<Object>> tasks) throws Exception {
        try (var pool = Executors.newFixedThreadPool(APPLIERS)) {
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    private void figure(String name, String format, Object value) {
        var text = String.format(Locale.ROOT, format, value);
        figures.put(figures.containsKey(name) ? name + " (steady)" : name, text);
        progress.accept(setting.name() + ": " + name.strip() + ": " + text);
    }
}
