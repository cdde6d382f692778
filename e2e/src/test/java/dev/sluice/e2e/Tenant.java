package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GitRepository;
import dev.sluice.api.Sync;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.cloud.AwsClients;
import dev.sluice.e2e.git.GitWorkspace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.process.Await;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A team of its own: a namespace with a repository that a Sync delivers to it, and a clone to work in. */
final class Tenant implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** A queue that every policy of the library admits. */
    private static final String QUEUE = """
            apiVersion: sqs.aws.sluice.dev/v1alpha1
            kind: Queue
            metadata:
              name: ${NAME}
              annotations:
                sluice.dev/poll-interval: 2s
            spec:
              forProvider:
                region: eu-west-1
                visibilityTimeout: ${TIMEOUT}
                sqsManagedSseEnabled: true
                tags:
                  team: test
                  cost-center: "1"
            """;

    private static final String DELIVERY = """
            apiVersion: v1
            kind: Secret
            metadata: {name: webhook, namespace: "${NAMESPACE}"}
            stringData: {token: "${WEBHOOK_TOKEN}"}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: git, namespace: "${NAMESPACE}"}
            stringData: {username: ada, password: right}
            ---
            apiVersion: sluice.dev/v1alpha1
            kind: GitRepository
            metadata: {name: infra, namespace: "${NAMESPACE}"}
            spec:
              url: ${GIT_URL}
              interval: 2s
              secretRef: {name: git}
              receiverSecretRef: {name: webhook}
            ---
            apiVersion: sluice.dev/v1alpha1
            kind: Sync
            metadata: {name: infra, namespace: "${NAMESPACE}"}
            spec:
              sourceRef: {name: infra}
              prune: true
              interval: 5s
            """;

    final LocalEnvironment environment;
    final TestNamespace namespace;
    final GitWorkspace work;

    private Tenant(LocalEnvironment environment, TestNamespace namespace, GitWorkspace work) {
        this.environment = environment;
        this.namespace = namespace;
        this.work = work;
    }

    static Tenant of(LocalEnvironment environment, TestNamespace namespace, Path folder) {
        environment.startSluice();
        var url = environment.git().create(namespace.name());
        environment.git().tell(namespace.name(), List.of(environment.receiver(namespace.name(), "infra")));
        Map<String, String> values = new HashMap<>(environment.values());
        values.put("NAMESPACE", namespace.name());
        values.put("GIT_URL", url.toString());
        environment.manifests().apply(DELIVERY, values);
        return new Tenant(environment, namespace, GitWorkspace.clone(url, folder.resolve("clone")));
    }

    /** A queue's manifest; its name in the cloud is this name too. */
    static String queue(String name, int visibilityTimeout) {
        return QUEUE.replace("${NAME}", name).replace("${TIMEOUT}", Integer.toString(visibilityTimeout));
    }

    Sync.@Nullable Status sync() {
        return environment
                .client()
                .resources(Sync.class)
                .inNamespace(namespace.name())
                .withName("infra")
                .get()
                .getStatus();
    }

    /** The status once the Sync has worked on a commit. */
    Sync.Status synced(String commit) {
        eventually(() -> assertThat(sync())
                .isNotNull()
                .extracting(Sync.Status::lastAttemptedRevision)
                .isEqualTo(commit));
        return Objects.requireNonNull(sync());
    }

    /** Why the repository, or the Sync, is not ready. */
    Condition repositoryReady() {
        var status = environment
                .client()
                .resources(GitRepository.class)
                .inNamespace(namespace.name())
                .withName("infra")
                .get()
                .getStatus();
        assertThat(status).isNotNull();
        return condition(status.conditions(), "Ready");
    }

    <R extends ManagedResource<?, ?>> ManagedStatus<?, ?> status(Class<R> kind, String name) {
        var object = environment
                .client()
                .resources(kind)
                .inNamespace(namespace.name())
                .withName(name)
                .get();
        assertThat(object).as(name).isNotNull();
        assertThat(object.getStatus()).as("status of " + name).isNotNull();
        return object.getStatus();
    }

    <R extends ManagedResource<?, ?>> void awaitReady(Class<R> kind, String name) {
        eventually(() -> {
            for (var type : List.of("Ready", "Synced", "Admitted")) {
                assertThat(condition(status(kind, name).conditions(), type)).returns("True", Condition::getStatus);
            }
        });
    }

    static Condition condition(@Nullable List<Condition> conditions, String type) {
        assertThat(conditions).isNotNull();
        return conditions.stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type + " in " + conditions));
    }

    /** Attributes of a queue in the cloud. */
    Map<String, String> inCloud(String queue) {
        try (var sqs = AwsClients.sqs(environment.cloud().endpoint())) {
            var url = sqs.getQueueUrl(r -> r.queueName(queue)).queueUrl();
            return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNamesWithStrings("All"))
                    .attributesAsStrings();
        }
    }

    /** Names of this tenant's queues in the cloud. */
    List<String> queuesInCloud() {
        try (var sqs = AwsClients.sqs(environment.cloud().endpoint())) {
            return sqs.listQueues(r -> r.queueNamePrefix(namespace.name())).queueUrls().stream()
                    .map(url -> url.substring(url.lastIndexOf('/') + 1))
                    .sorted()
                    .toList();
        }
    }

    /** Returns as soon as the assertions hold; fails with the last of them. */
    static void eventually(Await.Look look) {
        Await.passes(LIMIT, look);
    }

    @Override
    public void close() {
        work.close();
        // Other tests share Sluice: what polls every two seconds goes.
        environment.client().resources(Sync.class).inNamespace(namespace.name()).delete();
        environment
                .client()
                .resources(GitRepository.class)
                .inNamespace(namespace.name())
                .delete();
    }
}
