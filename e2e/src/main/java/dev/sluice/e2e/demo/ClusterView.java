package dev.sluice.e2e.demo;

import static dev.sluice.e2e.demo.Checks.check;

import dev.sluice.api.Policy;
import dev.sluice.api.Sync;
import dev.sluice.api.managed.DriftRecord;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.provider.aws.dynamodb.Table;
import dev.sluice.provider.aws.s3.Bucket;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the cluster says of the scenario's objects. */
final class ClusterView {
    /** Kinds of managed resources that the scenario uses. */
    static final List<Class<? extends ManagedResource<?, ?>>> KINDS = List.of(Bucket.class, Queue.class, Table.class);

    private final KubernetesClient client;
    private final String namespace;

    ClusterView(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    <R extends ManagedResource<?, ?>> @Nullable R find(Class<R> kind, String name) {
        return client.resources(kind).inNamespace(namespace).withName(name).get();
    }

    <R extends ManagedResource<?, ?>> ManagedStatus<?, ?> status(Class<R> kind, String name) {
        var object = find(kind, name);
        check(object != null, kind.getSimpleName() + " " + name, "none");
        var status = Objects.requireNonNull(object).getStatus();
        check(status != null, "a status of %s %s".formatted(kind.getSimpleName(), name), "none");
        return Objects.requireNonNull(status);
    }

    <R extends ManagedResource<?, ?>> void hasConditions(Class<R> kind, String name, String... types) {
        var status = status(kind, name);
        for (var type : types) {
            var condition = condition(status.conditions(), type);
            check(
                    condition != null && "True".equals(condition.getStatus()),
                    "%s %s to be %s".formatted(kind.getSimpleName(), name, type),
                    condition == null ? "no such condition" : condition.getReason() + ": " + condition.getMessage());
        }
    }

    /** The newest drift on record. */
    <R extends ManagedResource<?, ?>> DriftRecord drift(Class<R> kind, String name) {
        var drift = status(kind, name).drift();
        check(drift != null, "a drift on record of " + name, "none");
        return Objects.requireNonNull(drift).getFirst();
    }

    /** The Sync's status once it has worked on a commit. */
    Sync.Status sync(String syncNamespace, String name, String revision) {
        var sync = client.resources(Sync.class)
                .inNamespace(syncNamespace)
                .withName(name)
                .get();
        var status = sync == null ? null : sync.getStatus();
        check(
                status != null && revision.equals(status.lastAttemptedRevision()),
                "the Sync to have worked on " + revision,
                status == null ? "no status" : status.lastAttemptedRevision());
        return Objects.requireNonNull(status);
    }

    List<Policy> policies() {
        return client.resources(Policy.class).list().getItems();
    }

    void inForce(Policy policy) {
        var condition =
                policy.getStatus() == null ? null : condition(policy.getStatus().conditions(), "InForce");
        check(
                condition != null && "True".equals(condition.getStatus()),
                "policy %s to be in force".formatted(policy.getMetadata().getName()),
                condition == null ? "no status" : condition.getMessage());
    }

    static @Nullable Condition condition(@Nullable List<Condition> conditions, String type) {
        return conditions == null
                ? null
                : conditions.stream()
                        .filter(c -> c.getType().equals(type))
                        .findFirst()
                        .orElse(null);
    }

    /** An Event about an object whose note has these words. */
    Event event(String eventNamespace, String about, String reason, String words) {
        var events =
                client.events().v1().events().inNamespace(eventNamespace).list().getItems();
        var found = events.stream()
                .filter(e -> e.getRegarding() != null
                        && about.equals(e.getRegarding().getName()))
                .filter(e -> reason.equals(e.getReason()) && e.getNote().contains(words))
                .findFirst();
        check(
                found.isPresent(),
                "an Event %s about %s that says \"%s\"".formatted(reason, about, words),
                events.stream().map(e -> e.getReason() + ": " + e.getNote()).toList());
        return found.orElseThrow();
    }

    /** What a command printed. */
    record Printed(int exit, String text) {}

    /** Runs {@code kubectl apply} with somebody's kubeconfig. */
    static Printed kubectlApply(Path kubectl, Path kubeconfig, Path folder, String manifest)
            throws IOException, InterruptedException {
        var file = Files.writeString(folder.resolve("manifest.yaml"), manifest);
        var out = folder.resolve("kubectl.out");
        var process = new ProcessBuilder(kubectl.toString(), "--kubeconfig", kubeconfig.toString(), "apply", "-f", "-")
                .redirectErrorStream(true)
                .redirectInput(file.toFile())
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("kubectl did not finish");
        }
        return new Printed(process.exitValue(), Files.readString(out).strip());
    }
}
