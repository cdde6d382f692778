package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Sync;
import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.local.LocalEnvironment;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Gatekeeper's templates and constraints, from a commit to the API server's answer. */
@ExtendWith(LocalCluster.class)
@Timeout(180)
class GatekeeperIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String TEMPLATE = """
            apiVersion: templates.gatekeeper.sh/v1
            kind: ConstraintTemplate
            metadata: {name: ${TEMPLATE}}
            spec:
              crd:
                spec:
                  names: {kind: ${KIND}}
                  validation:
                    openAPIV3Schema:
                      type: object
                      required: [label]
                      properties:
                        label: {type: string}
                        hint: {type: string, default: ask the platform team}
              targets:
                - target: admission.k8s.gatekeeper.sh
                  rego: |
                    package owned

                    violation[{"msg": msg}] {
                      not input.review.object.metadata.labels[input.parameters.label]
                      msg := sprintf("label %v is missing: %v", [input.parameters.label, input.parameters.hint])
                    }
            """;

    private static final String CONSTRAINT = """
            apiVersion: constraints.gatekeeper.sh/v1beta1
            kind: ${KIND}
            metadata: {name: ${NAMESPACE}}
            spec:
              match:
                kinds: [{apiGroups: [""], kinds: [ConfigMap]}]
                namespaces: ["${NAMESPACE}"]
              parameters: {label: owner}
            """;

    private Tenant tenant;
    private KubernetesClient admin;
    private String namespace;
    private String kind;

    @BeforeEach
    void aClusterThatKnowsTemplates(LocalEnvironment environment, TestNamespace name, @TempDir Path folder) {
        admin = environment.client();
        namespace = name.name();
        kind = "Owned" + namespace.replaceAll("[^a-z0-9]", "");
        environment.manifests().applyFolder(environment.checkout().crds().resolve("gatekeeper"), Map.of());
        tenant = Tenant.of(environment, name, folder);
    }

    @AfterEach
    void close() {
        template().delete();
        tenant.close();
    }

    @Test
    void aConstraintThatComesBeforeItsTemplateJudgesItsOwnCommitAndTheApiServersCallers() {
        tenant.work
                .write("00-constraint.yaml", filled(CONSTRAINT))
                .write("10-template.yaml", filled(TEMPLATE))
                .write("20-bad.yaml", configMap("bad", ""))
                .write("30-good.yaml", configMap("good", ", labels: {owner: shop}"));

        tenant.synced(tenant.work.push("All at once"));

        // On a slow machine the commit's other objects wait for a second round; never are they judged without it.
        eventually(() -> assertThat(tenant.sync().objects()).anySatisfy(o -> {
            assertThat(o.name()).isEqualTo("bad");
            assertThat(o.result()).isEqualTo(Sync.Result.Held);
            assertThat(o.message()).contains("label owner is missing: ask the platform team");
        }));
        var status = tenant.sync();
        assertThat(status.errors()).isNullOrEmpty();
        assertThat(status.objects())
                .filteredOn(o -> !o.name().equals("bad"))
                .allSatisfy(o -> assertThat(o.result()).as(o.name()).isEqualTo(Sync.Result.Applied));
        conditionIs(constraint(), "InForce", "True", "decides");
        eventually(() ->
                assertThat(json(template()).at("/status/created").asBoolean()).isTrue());
        assertThat(json(constraint()).at("/status/digest").asText()).matches("[0-9a-f]{64}");
        assertThat(json(constraint()).at("/spec/parameters/hint").asText()).isEqualTo("ask the platform team");

        eventually(() -> assertThatThrownBy(() -> apply(configMap("by-hand", "")))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("[%s/%s] label owner is missing".formatted(kind, namespace)));
        apply(configMap("by-hand", ", labels: {owner: kim}"));
    }

    @Test
    void aConstraintWhoseTemplateGoesJudgesNoMore() {
        apply(filled(TEMPLATE));
        eventually(() ->
                assertThat(json(template()).at("/status/created").asBoolean()).isTrue());
        eventually(() -> assertThatCode(() -> apply(filled(CONSTRAINT))).doesNotThrowAnyException());
        conditionIs(constraint(), "InForce", "True", "decides");
        eventually(
                () -> assertThatThrownBy(() -> apply(configMap("by-hand", ""))).hasMessageContaining("label owner"));

        template().delete();

        eventually(() -> assertThatCode(() -> apply(configMap("by-hand", ""))).doesNotThrowAnyException());
        eventually(() -> assertThat(admin.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(kind.toLowerCase(Locale.ROOT) + ".constraints.gatekeeper.sh")
                        .get())
                .isNull());
    }

    @Test
    void aTemplateThatDoesNotCompileSaysWhereAndTheOneBeforeStays() {
        apply(filled(TEMPLATE));
        eventually(() -> assertThatCode(() -> apply(filled(CONSTRAINT))).doesNotThrowAnyException());
        conditionIs(constraint(), "InForce", "True", "decides");

        apply(filled(TEMPLATE).replace("msg := sprintf", "msg := sprantf"));

        conditionIs(template(), "Ready", "False", "sprantf");
        assertThat(json(template()).at("/status/byPod/0/errors/0/location").asText())
                .isEqualTo("spec.targets[0].rego:5");
        assertThatThrownBy(() -> apply(configMap("by-hand", ""))).hasMessageContaining("label owner is missing");
    }

    private void conditionIs(Resource<GenericKubernetesResource> object, String type, String status, String word) {
        eventually(() -> {
            var conditions = json(object).at("/status/conditions");
            assertThat(conditions
                            .valueStream()
                            .filter(c -> c.path("type").asText().equals(type)))
                    .singleElement()
                    .satisfies(c -> {
                        assertThat(c.path("status").asText()).as(c.toString()).isEqualTo(status);
                        assertThat(c.path("message").asText()).contains(word);
                    });
        });
    }

    private JsonNode json(Resource<GenericKubernetesResource> object) {
        return JSON.valueToTree(object.get());
    }

    private Resource<GenericKubernetesResource> template() {
        return admin.genericKubernetesResources(
                        context("templates.gatekeeper.sh", "v1", "ConstraintTemplate", "constrainttemplates"))
                .withName(kind.toLowerCase(Locale.ROOT));
    }

    private Resource<GenericKubernetesResource> constraint() {
        return admin.genericKubernetesResources(
                        context("constraints.gatekeeper.sh", "v1beta1", kind, kind.toLowerCase(Locale.ROOT)))
                .withName(namespace);
    }

    private static ResourceDefinitionContext context(String group, String version, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(false)
                .build();
    }

    private void apply(String yaml) {
        tenant.environment.manifests().apply(yaml, Map.of());
    }

    private String configMap(String name, String metadata) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, namespace: "%s"%s}
                data: {a: b}
                """.formatted(name, namespace, metadata);
    }

    private String filled(String text) {
        return text.replace("${KIND}", kind)
                .replace("${TEMPLATE}", kind.toLowerCase(Locale.ROOT))
                .replace("${NAMESPACE}", namespace);
    }
}
