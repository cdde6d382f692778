package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.e2e.local.SluiceProcess;
import dev.sluice.provider.aws.rds.DBInstance;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A database whose password comes from a Secret, and whose users read another one. */
@ExtendWith(LocalCluster.class)
@Timeout(180)
class ConnectionIT {
    private static final String FIRST = "first-planted-Vq83kd";
    private static final String SECOND = "second-planted-Lm20xz";
    private static final String CONNECTION = "database-connection";

    private static final String PASSWORD = """
            apiVersion: v1
            kind: Secret
            metadata: {name: login, namespace: "${NAMESPACE}"}
            stringData: {password: "${PASSWORD}"}
            """;

    private static final String DATABASE = """
            apiVersion: rds.aws.sluice.dev/v1alpha1
            kind: DBInstance
            metadata: {name: "${NAME}", namespace: "${NAMESPACE}"}
            spec:
              writeConnectionSecretToRef: {name: database-connection}
              forProvider:
                region: eu-west-1
                engine: postgres
                dbInstanceClass: db.t4g.medium
                allocatedStorage: 20
                storageEncrypted: true
                dbName: shop
                masterUsername: shop
                masterUserPasswordSecretRef: {name: login, key: password}
                skipFinalSnapshot: true
                tags:
                  team: test
                  cost-center: "1"
            """;

    private LocalEnvironment environment;
    private KubernetesClient client;
    private TestNamespace namespace;
    private String name;

    @BeforeEach
    void start(LocalEnvironment local, TestNamespace own) {
        local.startSluice();
        environment = local;
        client = local.client();
        namespace = own;
        name = own.unique("db");
    }

    @Test
    void thePasswordComesFromASecretAndIsPublishedAndRotatedAndToldToNobody(SluiceProcess sluice) throws IOException {
        apply(DATABASE, "");
        eventually(() -> assertThat(synced())
                .returns("SecretNotReady", Condition::getReason)
                .extracting(Condition::getMessage)
                .asString()
                .contains("Secret %s/login to have the key password".formatted(namespace.name())));

        apply(PASSWORD, FIRST);
        eventually(() -> assertThat(content(CONNECTION))
                .containsEntry("password", FIRST)
                .containsEntry("username", "shop")
                .containsEntry("dbname", "shop")
                .containsKeys("endpoint", "port"));
        eventually(() -> assertThat(version()).startsWith("hmac-"));
        var first = version();

        apply(PASSWORD, SECOND);
        eventually(() -> assertThat(content(CONNECTION)).containsEntry("password", SECOND));
        eventually(() -> assertThat(version()).startsWith("hmac-").isNotEqualTo(first));

        var second = version();
        toldToNobody(sluice);
        sluice.restart();
        client.secrets().inNamespace(namespace.name()).withName(CONNECTION).delete();
        eventually(() -> assertThat(content(CONNECTION)).containsEntry("password", SECOND));
        assertThat(version()).as("nothing is set again after a restart").isEqualTo(second);
        toldToNobody(sluice);
    }

    @Test
    void theSecretMovesWithItsNameAndGoesWithTheReference() {
        apply(PASSWORD, FIRST);
        apply(DATABASE, "");
        eventually(() -> assertThat(content(CONNECTION)).containsKey("endpoint"));

        apply(DATABASE.replace("{name: database-connection}", "{name: moved}"), "");
        eventually(() -> {
            assertThat(content("moved")).containsKey("endpoint");
            assertThat(content(CONNECTION)).isEmpty();
        });

        // Deleted by hand, it is back without anybody asking.
        client.secrets().inNamespace(namespace.name()).withName("moved").delete();
        eventually(() -> assertThat(content("moved")).containsKey("endpoint"));

        apply(DATABASE.replace("  writeConnectionSecretToRef: {name: database-connection}\n", ""), "");
        eventually(() -> assertThat(content("moved")).isEmpty());
    }

    @Test
    void aSecretOfSomebodyElseIsLeftAsItIs() {
        apply(PASSWORD, FIRST);
        apply(DATABASE.replace("{name: database-connection}", "{name: login}"), "");

        eventually(() -> assertThat(synced()).returns("ConnectionSecretNotOurs", Condition::getReason));

        assertThat(content("login")).isEqualTo(Map.of("password", FIRST));
    }

    @Test
    void aValueAndAReferenceTogetherAreRefused() {
        assertThatThrownBy(() -> apply(
                        DATABASE.replace(
                                "masterUsername: shop", "masterUsername: shop\n    masterUserPassword: inline-one"),
                        ""))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("give either masterUserPassword or masterUserPasswordSecretRef");
    }

    private void toldToNobody(SluiceProcess sluice) throws IOException {
        var object = new ObjectMapper()
                .writeValueAsString(client.resources(DBInstance.class)
                        .inNamespace(namespace.name())
                        .withName(name)
                        .get());
        var events = client.v1().events().inNamespace(namespace.name()).list().getItems();
        for (var value : new String[] {FIRST, SECOND}) {
            assertThat(object).doesNotContain(value);
            assertThat(events).extracting(Event::getMessage).isNotEmpty().noneMatch(m -> m.contains(value));
            assertThat(Files.readString(sluice.log())).isNotEmpty().doesNotContain(value);
        }
    }

    private void apply(String manifest, String password) {
        environment
                .manifests()
                .apply(manifest, Map.of("NAMESPACE", namespace.name(), "NAME", name, "PASSWORD", password));
    }

    /** A Secret in plain text; empty where there is none. */
    private Map<String, String> content(String secret) {
        Secret found =
                client.secrets().inNamespace(namespace.name()).withName(secret).get();
        var content = new TreeMap<String, String>();
        if (found != null && found.getData() != null) {
            found.getData()
                    .forEach((key, value) ->
                            content.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        }
        return content;
    }

    private Condition synced() {
        return Tenant.condition(status().conditions(), "Synced");
    }

    private String version() {
        var observed = status().atProvider();
        assertThat(observed).isNotNull();
        return observed.masterUserPasswordVersion();
    }

    private ManagedStatus<DBInstance.Parameters, DBInstance.Outputs> status() {
        var status = client.resources(DBInstance.class)
                .inNamespace(namespace.name())
                .withName(name)
                .get()
                .getStatus();
        assertThat(status).isNotNull();
        return status;
    }
}
