package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.condition;
import static dev.sluice.e2e.Tenant.eventually;
import static dev.sluice.e2e.Tenant.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.cloud.AwsClients;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.local.SluiceProcess;
import dev.sluice.provider.ConfigStatus;
import dev.sluice.provider.aws.ProviderConfig;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sts.model.Credentials;

/** How a cloud is reached: with whose credentials, by whom, and what it says when it cannot be. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class ProviderConfigIT {
    private static final String OWN_ACCOUNT = "123456789012";
    private static final String OTHER_ACCOUNT = "210987654321";

    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: "${CONFIG}", namespace: "${NAMESPACE}"}
            stringData: {accessKeyId: "${ID}", secretAccessKey: "${KEY}", sessionToken: "${TOKEN}"}
            """;

    private static final String CONFIG = """
            apiVersion: aws.sluice.dev/v1alpha1
            kind: ProviderConfig
            metadata: {name: "${CONFIG}"}
            spec:
              region: ${AWS_REGION}
              endpoint: ${AWS_ENDPOINT_URL}
              credentials:
                source: Secret
                secretRef: {namespace: "${NAMESPACE}", name: "${CONFIG}"}
            """;

    private LocalEnvironment environment;
    private TestNamespace namespace;
    private String config;
    private String orders;

    @BeforeEach
    void namesOfItsOwn(LocalEnvironment environment, TestNamespace namespace) {
        this.environment = environment;
        this.namespace = namespace;
        config = namespace.unique("config");
        orders = namespace.unique("orders");
        environment.startSluice();
    }

    @Test
    void aChangedSecretTakesEffectWithoutARestart(SluiceProcess sluice) throws IOException {
        secret("test", "test", "");
        apply(CONFIG);
        eventually(() -> assertThat(status())
                .returns(OWN_ACCOUNT, ConfigStatus::account)
                .returns("True", s -> condition(s.conditions(), "Ready").getStatus()));

        var rotated = keysOfAnotherAccount();
        secret(rotated.accessKeyId(), rotated.secretAccessKey(), rotated.sessionToken());

        eventually(() -> assertThat(status().account()).isEqualTo(OTHER_ACCOUNT));
        assertThat(status().identity()).contains("assumed-role/rotated");
        apply(queueWith(config));
        eventually(() -> assertThat(arn()).contains(":" + OTHER_ACCOUNT + ":"));
        assertThat(Files.readString(sluice.log()))
                .doesNotContain(rotated.secretAccessKey())
                .doesNotContain(rotated.sessionToken());
    }

    @Test
    void aBrokenConfigurationSaysSoWhereItIsAndMendsItself() {
        apply(CONFIG);

        eventually(() -> assertThat(condition(status().conditions(), "Ready"))
                .returns("False", Condition::getStatus)
                .returns("NotUsable", Condition::getReason)
                .extracting(Condition::getMessage)
                .asString()
                .contains("the Secret %s/%s does not exist".formatted(namespace.name(), config)));
        eventually(() -> assertThat(environment
                        .client()
                        .v1()
                        .events()
                        .inAnyNamespace()
                        .list()
                        .getItems())
                .anySatisfy(e -> {
                    assertThat(e.getInvolvedObject().getName()).isEqualTo(config);
                    assertThat(e.getReason()).isEqualTo("NotUsable");
                }));

        secret("test", "test", "");
        eventually(() -> assertThat(condition(status().conditions(), "Ready")).returns("True", Condition::getStatus));
    }

    @Test
    void aNamespaceThatIsNotAllowedWaitsUntilItIs() {
        secret("test", "test", "");
        apply(CONFIG + "  allowedNamespaces: {names: [other]}\n");
        apply(queueWith(config));
        waitsForPermission();
        assertThat(environment.proxy().callsMentioning(orders)).isEmpty();

        apply(CONFIG + "  allowedNamespaces: {selector: {matchLabels: {may-build: \"yes\"}}}\n");
        waitsForPermission();
        label("yes");
        eventually(
                () -> assertThat(condition(queueStatus().conditions(), "Ready").getStatus())
                        .isEqualTo("True"));

        label("no");
        waitsForPermission();
        environment
                .client()
                .resources(Queue.class)
                .inNamespace(namespace.name())
                .delete();
        eventually(() -> assertThat(environment
                        .client()
                        .resources(Queue.class)
                        .inNamespace(namespace.name())
                        .list()
                        .getItems())
                .as("what was created may be deleted")
                .isEmpty());
    }

    @Test
    void rolesAreAssumedOneWithTheOther() {
        secret("test", "test", "");
        apply(CONFIG + """
                  accountId: "%s"
                  assumeRoleChain:
                    - roleArn: arn:aws:iam::111122223333:role/entry
                    - roleArn: arn:aws:iam::%1$s:role/deploy
                      externalId: customer-7
                      tags: {team: payments}
                """.formatted(OTHER_ACCOUNT));
        apply(queueWith(config));

        eventually(() -> assertThat(arn()).contains(":" + OTHER_ACCOUNT + ":"));
        eventually(() -> assertThat(status().identity())
                .isEqualTo("arn:aws:sts::%s:assumed-role/deploy/%s".formatted(OTHER_ACCOUNT, sessionName())));
    }

    @Test
    void aServiceAccountCanBeTheIdentity() {
        apply("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: builder, namespace: "${NAMESPACE}"}
                ---
                apiVersion: aws.sluice.dev/v1alpha1
                kind: ProviderConfig
                metadata: {name: "${CONFIG}"}
                spec:
                  region: ${AWS_REGION}
                  endpoint: ${AWS_ENDPOINT_URL}
                  credentials:
                    source: WebIdentity
                    webIdentity:
                      roleArn: arn:aws:iam::210987654321:role/builder
                      serviceAccountRef: {namespace: "${NAMESPACE}", name: builder}
                """);

        eventually(() -> assertThat(status())
                .isNotNull()
                .extracting(ConfigStatus::identity)
                .isEqualTo("arn:aws:sts::%s:assumed-role/builder/%s".formatted(OTHER_ACCOUNT, sessionName())));
    }

    @Test
    void oneThatIsInUseIsDeletedOnceNothingNeedsItAnyMore() {
        secret("test", "test", "");
        apply(CONFIG);
        apply(queueWith(config));
        eventually(
                () -> assertThat(condition(queueStatus().conditions(), "Ready").getStatus())
                        .isEqualTo("True"));
        var configs = environment.client().resources(ProviderConfig.class).withName(config);

        configs.delete();
        eventually(() -> assertThat(condition(status().conditions(), "InUse").getMessage())
                .contains("Queue %s/%s".formatted(namespace.name(), orders)));

        environment
                .client()
                .resources(Queue.class)
                .inNamespace(namespace.name())
                .delete();
        eventually(() -> assertThat(configs.get()).isNull());
    }

    @Test
    void whatCannotBeMeantIsRefusedByTheApiServer() {
        for (var wrong : List.of(
                "  assumeRoleChain: [{roleArn: deploy}]\n",
                "  accountId: \"1\"\n",
                "  allowedNamespaces: {}\n",
                "  allowedNamespaces: {selector: {matchLabels: {}}}\n")) {
            assertThatThrownBy(() -> apply(CONFIG + wrong))
                    .as(wrong)
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("spec.");
        }
    }

    private void waitsForPermission() {
        eventually(() -> assertThat(condition(queueStatus().conditions(), "Synced"))
                .returns("False", Condition::getStatus)
                .returns("ProviderConfigNotAllowed", Condition::getReason));
    }

    private Credentials keysOfAnotherAccount() {
        try (var sts = AwsClients.sts(environment.cloud().endpoint())) {
            return sts.assumeRole(r -> r.roleArn("arn:aws:iam::%s:role/rotated".formatted(OTHER_ACCOUNT))
                            .roleSessionName("test"))
                    .credentials();
        }
    }

    private void secret(String id, String key, String token) {
        var values = values();
        values.putAll(Map.of("ID", id, "KEY", key, "TOKEN", token));
        environment.manifests().apply(SECRET, values);
    }

    private void label(String mayBuild) {
        environment.client().namespaces().withName(namespace.name()).edit(n -> {
            n.getMetadata().getLabels().put("may-build", mayBuild);
            return n;
        });
    }

    private void apply(String yaml) {
        environment.manifests().apply(yaml, values());
    }

    private Map<String, String> values() {
        var values = new HashMap<>(environment.values());
        values.put("CONFIG", config);
        values.put("NAMESPACE", namespace.name());
        return values;
    }

    private String queueWith(String config) {
        return queue(orders, 30)
                .replace("metadata:", "metadata:\n  namespace: " + namespace.name())
                .replace("spec:", "spec:\n  providerConfigRef: {name: %s}".formatted(config));
    }

    private ConfigStatus status() {
        var status = environment
                .client()
                .resources(ProviderConfig.class)
                .withName(config)
                .get()
                .getStatus();
        assertThat(status).isNotNull();
        return status;
    }

    private dev.sluice.api.managed.ManagedStatus<Queue.Parameters, Queue.Outputs> queueStatus() {
        var status = environment
                .client()
                .resources(Queue.class)
                .inNamespace(namespace.name())
                .withName(orders)
                .get()
                .getStatus();
        assertThat(status).isNotNull();
        return status;
    }

    private String arn() {
        var outputs = queueStatus().outputs();
        assertThat(outputs).isNotNull();
        return Objects.requireNonNull(outputs.arn());
    }

    private String sessionName() {
        var name = "sluice-" + config;
        return name.substring(0, Math.min(64, name.length()));
    }
}
