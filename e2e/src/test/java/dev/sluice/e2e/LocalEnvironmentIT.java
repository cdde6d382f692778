package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.cloud.AwsClients;
import dev.sluice.e2e.cloud.CloudProxy;
import dev.sluice.e2e.cloud.Fault;
import dev.sluice.e2e.cloud.Hold;
import dev.sluice.e2e.git.Credentials;
import dev.sluice.e2e.git.GitServer;
import dev.sluice.e2e.git.GitWorkspace;
import dev.sluice.e2e.git.PushHook;
import dev.sluice.e2e.local.LocalEnvironment;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The environment that the other scenarios stand on, by itself. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class LocalEnvironmentIT {

    @Test
    void theControlPlaneTakesWhatIsAppliedAndKnowsSluicesKinds(LocalEnvironment environment, TestNamespace namespace) {
        environment.manifests().apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: greeting, namespace: ${NAMESPACE}}
                data: {hello: world}
                """, Map.of("NAMESPACE", namespace.name()));

        var live = environment
                .client()
                .configMaps()
                .inNamespace(namespace.name())
                .withName("greeting")
                .get();
        assertThat(live).extracting(ConfigMap::getData).isEqualTo(Map.of("hello", "world"));
        assertThat(live.getMetadata().getManagedFields())
                .anyMatch(f -> f.getManager().equals("sluice-local"));
        assertThat(environment.client().getKubernetesVersion().getMinor()).isEqualTo("36");
        assertThat(environment
                        .client()
                        .apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .list()
                        .getItems())
                .anyMatch(d -> d.getSpec().getNames().getKind().equals("Queue"));
    }

    @Test
    void aCallToTheCloudIsAnsweredAndRecorded(LocalEnvironment environment, TestNamespace namespace) {
        var name = namespace.unique("orders");
        try (var throughProxy = AwsClients.sqs(environment.proxy().endpoint());
                var behindIt = AwsClients.sqs(environment.cloud().endpoint())) {
            var url = throughProxy.createQueue(r -> r.queueName(name)).queueUrl();

            assertThat(behindIt.listQueues(r -> r.queueNamePrefix(name)).queueUrls())
                    .hasSize(1);
            assertThat(url).startsWith(environment.proxy().endpoint().toString());
            assertThat(environment.proxy().callsMentioning(name))
                    .singleElement()
                    .satisfies(call -> {
                        assertThat(call.is("sqs", "CreateQueue")).isTrue();
                        assertThat(call.status()).isEqualTo(200);
                        assertThat(call.reachedCloud()).isTrue();
                        assertThat(call.region()).isEqualTo(LocalEnvironment.REGION);
                    });
        }
    }

    @Test
    void s3OperationsHaveTheirNamesInTheRecord(CloudProxy proxy, TestNamespace namespace) {
        var bucket = namespace.unique("receipts");
        try (var s3 = AwsClients.s3(proxy.endpoint())) {
            s3.createBucket(r ->
                    r.bucket(bucket).createBucketConfiguration(c -> c.locationConstraint(LocalEnvironment.REGION)));
            s3.putBucketVersioning(r -> r.bucket(bucket).versioningConfiguration(v -> v.status("Enabled")));
            s3.headBucket(r -> r.bucket(bucket));
            assertThat(s3.getBucketVersioning(r -> r.bucket(bucket)).statusAsString())
                    .isEqualTo("Enabled");
            s3.deleteBucket(r -> r.bucket(bucket));
        }
        assertThat(proxy.callsMentioning(bucket).stream().map(c -> c.operation()))
                .containsExactly(
                        "CreateBucket", "PutBucketVersioning", "HeadBucket", "GetBucketVersioning", "DeleteBucket");
    }

    @Test
    void anInjectedErrorComesInTheShapeOfEachProtocolAndTheCloudDoesNotSeeTheCall(
            LocalEnvironment environment, TestNamespace namespace) {
        var name = namespace.unique("faulty");
        var proxy = environment.proxy();
        proxy.inject(Fault.throttled().when(c -> c.mentions(name)).times(1));
        try (var sqs = AwsClients.sqs(proxy.endpoint())) {
            assertThatThrownBy(() -> sqs.createQueue(r -> r.queueName(name)))
                    .isInstanceOfSatisfying(SqsException.class, e -> {
                        assertThat(e.statusCode()).isEqualTo(429);
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ThrottlingException");
                    });
            assertThat(sqs.createQueue(r -> r.queueName(name)).queueUrl()).contains(name);
        }
        proxy.inject(Fault.respond(403, "AccessDenied", "no").when(c -> c.mentions(name)));
        try (var s3 = AwsClients.s3(proxy.endpoint())) {
            assertThatThrownBy(() -> s3.getBucketVersioning(r -> r.bucket(name)))
                    .isInstanceOfSatisfying(S3Exception.class, e -> {
                        assertThat(e.statusCode()).isEqualTo(403);
                        assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
                    });
        }
        assertThat(proxy.callsMentioning(name).stream().map(c -> c.status() + " " + c.reachedCloud()))
                .containsExactly("429 false", "200 true", "403 false");
    }

    @Test
    void anAnswerThatIsLostLeavesWhatWasMadeInTheCloud(LocalEnvironment environment, TestNamespace namespace) {
        var name = namespace.unique("lost");
        environment
                .proxy()
                .inject(Fault.dropAnswer().when(c -> c.mentions(name)).times(1));
        try (var sqs = AwsClients.sqs(environment.proxy().endpoint());
                var cloud = AwsClients.sqs(environment.cloud().endpoint())) {
            assertThatThrownBy(() -> sqs.createQueue(r -> r.queueName(name))).isInstanceOf(SdkClientException.class);
            assertThat(cloud.listQueues(r -> r.queueNamePrefix(name)).queueUrls())
                    .hasSize(1);
        }
    }

    @Test
    void anAnswerCanBeHeldWhileTheCloudHasAlreadyActed(LocalEnvironment environment, TestNamespace namespace)
            throws Exception {
        var name = namespace.unique("held");
        var hold = new Hold();
        environment
                .proxy()
                .inject(Fault.holdAnswer(hold).to("sqs", "CreateQueue").when(c -> c.mentions(name)));
        try (var sqs = AwsClients.sqs(environment.proxy().endpoint());
                var cloud = AwsClients.sqs(environment.cloud().endpoint())) {
            var creating = CompletableFuture.supplyAsync(() -> sqs.createQueue(r -> r.queueName(name)));

            assertThat(hold.awaitCall(Duration.ofSeconds(10)).reachedCloud()).isTrue();
            assertThat(cloud.listQueues(r -> r.queueNamePrefix(name)).queueUrls())
                    .hasSize(1);
            assertThat(creating).isNotDone();

            hold.release();
            assertThat(creating.get(10, TimeUnit.SECONDS).queueUrl()).contains(name);
        }
    }

    @Test
    void aPushIsToldToTheReceiverWithASignatureThatIsRight(GitServer git, TestNamespace namespace, @TempDir Path folder)
            throws Exception {
        record Received(String event, String signature, String body) {}
        var received = new ArrayBlockingQueue<Received>(8);
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        receiver.createContext("/", exchange -> {
            received.add(new Received(
                    exchange.getRequestHeaders().getFirst("X-GitHub-Event"),
                    exchange.getRequestHeaders().getFirst("X-Hub-Signature-256"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        receiver.start();
        try {
            var url = git.create(namespace.name());
            var hook = URI.create(
                    "http://127.0.0.1:%d/hook".formatted(receiver.getAddress().getPort()));
            git.tell(namespace.name(), java.util.List.of(new PushHook(() -> hook, "s3cret")));
            String commit;
            try (var work = GitWorkspace.clone(url, folder.resolve("work"))) {
                commit = work.write("infra/queue.yaml", "kind: Queue\n").push("Add a queue");
            }

            var push = received.poll(10, TimeUnit.SECONDS);
            assertThat(push).isNotNull();
            assertThat(push.event()).isEqualTo("push");
            assertThat(push.signature()).isEqualTo("sha256=" + hmac("s3cret", push.body()));
            var payload = new ObjectMapper().readTree(push.body());
            assertThat(payload.path("ref").asText()).isEqualTo("refs/heads/main");
            assertThat(payload.path("after").asText()).isEqualTo(commit);
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void historyCanBeRewrittenAndBranchesDeletedAndCredentialsAskedFor(
            GitServer git, TestNamespace namespace, @TempDir Path folder) {
        var url = git.create(namespace.name());
        git.require(new Credentials("ada", "right"));
        assertThatThrownBy(() -> GitWorkspace.clone(url, folder.resolve("a"), new Credentials("ada", "wrong")))
                .hasMessageContaining("not authorized");
        try (var work = GitWorkspace.clone(url, folder.resolve("b"), new Credentials("ada", "right"))) {
            var first = work.write("a.yaml", "a: 1\n").push("First");
            work.write("a.yaml", "a: 2\n").push("Second");
            work.resetTo(first).write("a.yaml", "a: 3\n").commit("Rewritten");
            assertThatThrownBy(() -> work.push(false)).hasMessageContaining("REJECTED_NONFASTFORWARD");
            work.push(true);
            work.branch("side").symlink("link", "/etc/passwd").push("A link");
            work.deleteRemoteBranch("side");
        }
        try (var other = GitWorkspace.clone(url, folder.resolve("c"), new Credentials("ada", "right"))) {
            assertThat(other.folder().resolve("a.yaml")).hasContent("a: 3");
        }
    }

    @Test
    void aDeveloperMayDoLessThanTheAdministrator(LocalEnvironment environment, KubernetesClient admin) {
        try (var developer = dev.sluice.cli.Clients.of(environment.developerKubeconfig())) {
            assertThat(developer.namespaces().list().getItems()).isNotEmpty();
            assertThatThrownBy(() ->
                            developer.rbac().clusterRoles().withName("view").delete())
                    .hasMessageContaining("forbidden");
        }
        assertThat(admin.rbac().clusterRoles().withName("view").get()).isNotNull();
    }

    private static String hmac(String secret, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
