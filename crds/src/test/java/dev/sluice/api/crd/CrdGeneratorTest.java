package dev.sluice.api.crd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.api.Describes;
import dev.sluice.api.GitRepository;
import dev.sluice.api.Policy;
import dev.sluice.api.PolicyExemption;
import dev.sluice.api.ReferenceGrant;
import dev.sluice.api.SecretKeyReference;
import dev.sluice.api.Sync;
import dev.sluice.api.Usage;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.api.managed.ManagedResource;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrdGeneratorTest {

    @ValidationRule(value = "has(self.region)", message = "region")
    record Parameters(
            @Required @Immutable @JsonPropertyDescription("where")
            String region,

            @Immutable Inner inner,
            @Immutable String namespace,
            @UnorderedList List<String> names,
            @UnorderedList List<Inner> inners,
            @OneOf({"b", "a"}) String mode,
            @Min(0) @Max(900) Integer delay,
            @PolicyDocument JsonNode policy,
            @Sensitive String password,
            String passwordVersion,

            @SecretValue(to = "password", version = "passwordVersion")
            SecretKeyReference passwordSecretRef,

            Map<String, String> tags) {}

    record Inner(
            @Required @ValidationRule(value = "self > 1", message = "more")
            Integer count) {}

    record Outputs(String arn) {}

    @Group("things.aws.sluice.dev")
    @Version("v1alpha1")
    @Describes("A thing.")
    @SuppressWarnings("serial")
    static class Thing extends ManagedResource<Parameters, Outputs> {}

    @Group("things.aws.sluice.dev")
    @Version("v1alpha1")
    @SuppressWarnings("serial")
    static class Nameless extends ManagedResource<Parameters, Outputs> {}

    private final JsonNode crd = crd(Thing.class);
    private final JsonNode schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
    private final JsonNode parameters = schema.at("/properties/spec/properties/forProvider");

    @Test
    void an_immutable_field_has_a_rule_that_names_it_once() {
        assertThat(parameters.at("/properties/region/x-kubernetes-validations").toString())
                .isEqualTo(
                        "[{\"message\":\"region is immutable: create another resource, or delete and create this one\",\"rule\":\"self == oldSelf\"}]");
    }

    @Test
    void an_optional_immutable_field_can_neither_come_nor_go() {
        assertThat(rules(parameters))
                .containsExactlyInAnyOrder(
                        "has(self.region)",
                        "has(oldSelf.inner) == has(self.inner)",
                        "has(oldSelf.__namespace__) == has(self.__namespace__)",
                        "!(has(self.password) && has(self.passwordSecretRef))",
                        "!(has(self.passwordVersion) && has(self.passwordSecretRef))");
    }

    @Group("things.aws.sluice.dev")
    @Version("v1alpha1")
    @Describes("A thing to connect to.")
    @ConnectionKey(name = "host", description = "where it is")
    @ConnectionKey(name = "port", description = "its door")
    @SuppressWarnings("serial")
    static class Reachable extends ManagedResource<Parameters, Outputs> {}

    @Test
    void only_a_kind_that_publishes_something_has_a_secret_to_name_and_says_what_is_in_it() {
        var field = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/writeConnectionSecretToRef";

        assertThat(crd.at(field).isMissingNode()).isTrue();
        assertThat(crd(Reachable.class).at(field).path("description").asText())
                .endsWith("Its keys: host (where it is), port (its door).");
    }

    @Test
    void an_unordered_list_is_a_set_where_its_elements_are_scalars() {
        assertThat(parameters.at("/properties/names/x-kubernetes-list-type").asText())
                .isEqualTo("set");
        assertThat(parameters.at("/properties/inners").has("x-kubernetes-list-type"))
                .isFalse();
    }

    @Test
    void field_rules_become_schema() {
        assertThat(parameters.at("/properties/mode/enum").toString()).isEqualTo("[\"b\",\"a\"]");
        assertThat(parameters.at("/properties/delay/maximum").isIntegralNumber())
                .isTrue();
        assertThat(parameters.at("/properties/policy").toString())
                .isEqualTo(
                        "{\"type\":\"object\",\"x-kubernetes-map-type\":\"atomic\",\"x-kubernetes-preserve-unknown-fields\":true}");
        assertThat(parameters.at("/properties/password/format").asText()).isEqualTo("password");
        assertThat(parameters.at("/properties/tags/maxProperties").asInt()).isPositive();
        assertThat(parameters.at("/properties/names/maxItems").asInt()).isPositive();
        assertThat(parameters.at("/properties/namespace/maxLength").asInt()).isPositive();
    }

    @Test
    void the_status_repeats_the_parameters_without_a_limit() {
        var observed = schema.at("/properties/status/properties/atProvider");
        assertThat(observed.at("/properties/region/description").asText()).isEqualTo("where");
        Schemas.visit(
                (ObjectNode) observed,
                below -> assertThat(below.properties())
                        .extracting(Map.Entry::getKey)
                        .isSubsetOf(
                                "type",
                                "format",
                                "description",
                                "properties",
                                "items",
                                "additionalProperties",
                                "x-kubernetes-preserve-unknown-fields"));
    }

    @Test
    void the_initial_parameters_have_the_same_shape_and_demand_nothing() {
        var initial = schema.at("/properties/spec/properties/initProvider");
        assertThat(names(initial)).isEqualTo(names(parameters)).contains("region", "tags");
        assertThat(initial.at("/properties/delay/maximum").asInt()).isEqualTo(900);
        assertThat(initial.at("/description").asText()).contains("forProvider");
        Schemas.visit(
                (ObjectNode) initial,
                below -> assertThat(below.has("required") || below.has(Schemas.VALIDATIONS))
                        .isFalse());
    }

    private static List<String> names(JsonNode schema) {
        return schema.path("properties").propertyStream().map(Map.Entry::getKey).toList();
    }

    @Test
    void conditions_are_keyed_by_type() {
        var conditions = schema.at("/properties/status/properties/conditions");
        assertThat(conditions.at("/x-kubernetes-list-type").asText()).isEqualTo("map");
        assertThat(conditions.at("/x-kubernetes-list-map-keys/0").asText()).isEqualTo("type");
    }

    @Test
    void columns_stand_in_the_order_they_were_declared_in() {
        assertThat(crd.at("/spec/versions/0/additionalPrinterColumns")
                        .valueStream()
                        .map(c -> c.at("/name").asText()))
                .containsExactly("Ready", "Synced", "Admitted", "External-Name", "Plan", "Message", "Age");
    }

    @Test
    void a_managed_kind_is_found_by_its_categories_and_explained_by_its_description() {
        assertThat(crd.at("/spec/names/categories").toString()).isEqualTo("[\"managed\",\"sluice\",\"aws\"]");
        assertThat(crd(Sync.class).at("/spec/names/categories").toString()).isEqualTo("[\"sluice\"]");
        assertThat(schema.at("/description").asText()).isEqualTo("A thing.");
        assertThat(schema.at("/required/0").asText()).isEqualTo("spec");
    }

    @Test
    void a_kind_without_a_description_is_refused() {
        assertThatThrownBy(() -> CrdGenerator.generate(List.of(Nameless.class))).hasMessageContaining("@Describes");
    }

    @Test
    void the_same_types_give_the_same_text() {
        assertThat(CrdGenerator.generate(List.of(Thing.class))).isEqualTo(CrdGenerator.generate(List.of(Thing.class)));
    }

    @Test
    void every_field_of_the_core_kinds_is_described() {
        for (var kind : List.of(
                GitRepository.class,
                Sync.class,
                Policy.class,
                PolicyExemption.class,
                ReferenceGrant.class,
                Usage.class)) {
            var root = crd(kind).at("/spec/versions/0/schema/openAPIV3Schema/properties");
            assertThat(undescribed(kind.getSimpleName(), root)).isEmpty();
        }
    }

    @Test
    void a_stale_file_is_told_with_the_command_that_renews_it(@TempDir Path folder) {
        var crds = CrdGenerator.generate(List.of(Thing.class));
        var files = new GeneratedFiles(folder, "./renew");
        assertThat(files.stale(crds))
                .singleElement()
                .asString()
                .contains("things.things.aws.sluice.dev.yaml", "./renew");
        files.write(crds);
        assertThat(files.stale(crds)).isEmpty();
        assertThat(folder.resolve("things.things.aws.sluice.dev.yaml"))
                .content()
                .startsWith("# Generated");
    }

    /** Of the fields that are Sluice's own: a label selector is Kubernetes'. */
    private static List<String> undescribed(String path, JsonNode properties) {
        return properties.properties().stream()
                .filter(property ->
                        !List.of("labelSelector", "namespaceSelector").contains(property.getKey()))
                .flatMap(property -> {
                    var here = path + "." + property.getKey();
                    var below = property.getValue().has("items")
                            ? property.getValue().get("items")
                            : property.getValue();
                    var missing = property.getValue().has("description") ? Stream.<String>empty() : Stream.of(here);
                    return Stream.concat(missing, undescribed(here, below.path("properties")).stream());
                })
                .toList();
    }

    private static List<String> rules(JsonNode schema) {
        return schema.path("x-kubernetes-validations")
                .valueStream()
                .map(r -> r.get("rule").asText())
                .toList();
    }

    private static JsonNode crd(Class<? extends CustomResource<?, ?>> kind) {
        try {
            return new YAMLMapper()
                    .readTree(CrdGenerator.generate(List.of(kind))
                            .values()
                            .iterator()
                            .next());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
