package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.cloud.AwsClients;
import dev.sluice.e2e.cloud.Fault;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.process.Await;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Bucket;

/** The samples of {@code examples/aws} belong together: there is one of each kind, and they refer to each other. */
@ExtendWith(LocalCluster.class)
@Timeout(330)
class SamplesIT {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final long SEED = 4711;

    /** One of AWS's own policies, which the emulator lacks. */
    private static final String UNKNOWN_TO_THE_EMULATOR = "RolePolicyAttachment orders-ssm";

    /** S3 has written into the first, and the emulator does not let the others go: they are to stay in the cloud. */
    private static final Set<String> STAYING =
            Set.of("Bucket access-logs", "ReplicationGroup sessions", "SubnetGroup shop");

    @Test
    void everySampleIsMadeAlthoughAWSThrottlesAndGoesInTheOrderInWhichItMay(
            LocalEnvironment environment, TestNamespace namespace) throws IOException {
        environment.startSluice();
        var image = prepare(environment, namespace);
        environment.proxy().inject(Fault.throttled().share(0.1, SEED));

        var objects = new ArrayList<HasMetadata>();
        for (var sample : samples()) {
            var text = Files.readString(sample)
                    .replace("namespace: default", "namespace: " + namespace.name())
                    .replace("ami-0123456789abcdef0", image)
                    .replaceAll("(deletionProtection\\w*): true", "$1: false");
            environment.manifests().apply(text, Map.of());
            try (var documents = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))) {
                objects.addAll(environment.client().load(documents).items());
            }
        }
        assertThat(objects).hasSizeGreaterThan(50);
        Await.passes(
                LIMIT,
                () -> assertThat(notReady(environment, objects))
                        .singleElement()
                        .asString()
                        .startsWith(UNKNOWN_TO_THE_EMULATOR));

        objects.stream()
                .filter(object -> STAYING.contains(name(object)))
                .forEach(object -> live(environment, object).edit(SamplesIT::staying));
        objects.forEach(object -> live(environment, object).delete());
        Await.passes(
                LIMIT,
                () -> assertThat(objects.stream()
                                .map(object -> live(environment, object).get())
                                .filter(Objects::nonNull)
                                .map(SamplesIT::described))
                        .isEmpty());
        try (var s3 = AwsClients.s3(environment.cloud().endpoint())) {
            assertThat(s3.listBuckets().buckets().stream().map(Bucket::name))
                    .contains("example-corp-access-logs")
                    .doesNotContain("example-corp-invoices", "example-corp-invoices-copy");
        }
    }

    private static GenericKubernetesResource staying(GenericKubernetesResource object) {
        Map<String, Object> spec = object.get("spec");
        spec.put("managementPolicies", List.of("Observe", "Create", "Update"));
        return object;
    }

    private static String name(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private static List<Path> samples() throws IOException {
        try (var files = Files.list(Checkout.find().examples().resolve("aws"))) {
            return files.filter(file -> !file.endsWith("providerconfig.yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** What the samples take for granted. Returns an image that the emulator knows. */
    private static String prepare(LocalEnvironment environment, TestNamespace namespace) throws IOException {
        environment.manifests().apply("""
                apiVersion: v1
                kind: Secret
                metadata: {name: shop-database-admin, namespace: "${NAMESPACE}"}
                stringData: {password: correct-horse-battery}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: sessions-auth, namespace: "${NAMESPACE}"}
                stringData: {token: correct-horse-battery-staple}
                """, Map.of("NAMESPACE", namespace.name()));
        var endpoint = environment.cloud().endpoint();
        try (var s3 = AwsClients.s3(endpoint)) {
            s3.createBucket(r -> r.bucket("example-corp-builds")
                    .createBucketConfiguration(c -> c.locationConstraint(LocalEnvironment.REGION)));
            s3.putObject(
                    r -> r.bucket("example-corp-builds").key("thumbnails/1.4.2.zip"), RequestBody.fromBytes(archive()));
        }
        try (var ec2 = AwsClients.ec2(endpoint)) {
            return ec2.describeImages().images().getFirst().imageId();
        }
    }

    private static byte[] archive() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("main.py"));
            zip.write("def handler(event, context): return event\n".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    /** Each with what it says of itself. */
    private static List<String> notReady(LocalEnvironment environment, List<HasMetadata> objects) {
        return objects.stream()
                .map(object -> Objects.requireNonNull(live(environment, object).get()))
                .filter(live -> conditions(live).stream()
                        .noneMatch(c -> "Ready".equals(c.get("type")) && "True".equals(c.get("status"))))
                .map(SamplesIT::described)
                .toList();
    }

    private static Resource<GenericKubernetesResource> live(LocalEnvironment environment, HasMetadata object) {
        return environment
                .client()
                .genericKubernetesResources(object.getApiVersion(), object.getKind())
                .inNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName());
    }

    private static String described(GenericKubernetesResource live) {
        return name(live) + ": " + conditions(live);
    }

    private static List<Map<String, Object>> conditions(GenericKubernetesResource live) {
        List<Map<String, Object>> conditions = live.get("status", "conditions");
        return conditions == null ? List.of() : conditions;
    }
}
