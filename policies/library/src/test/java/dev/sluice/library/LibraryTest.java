package dev.sluice.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.api.Provenance;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LibraryTest {
    private static final Path OPA = new Toolchain(System.err::println).executable(Tool.OPA);
    private static final Path EXAMPLE = Path.of("../../examples/shop/repository/infra");
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Path> policies() {
        return Library.policies().stream();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void every_policy_passes_its_own_tests(Path policy) throws Exception {
        assertThat(policy.resolve("policy_test.rego")).exists();

        var result = opa("test", "--format", "json", policy.resolve("policy.rego"), policy.resolve("policy_test.rego"));

        assertThat(result)
                .isNotEmpty()
                .allSatisfy(test -> assertThat(test.path("fail").asBoolean())
                        .as(test.path("name").asText())
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void every_policy_is_free_of_what_opa_warns_of(Path policy) throws Exception {
        assertThat(opa("check", "--strict", "--format", "json", policy.resolve("policy.rego")))
                .isEmpty();
    }

    @Test
    void the_files_to_be_put_into_git_are_what_the_sources_say() {
        var packs = Library.packs();
        if (Boolean.getBoolean("library.update")) {
            Library.write(packs);
        }
        assertThat(Library.stale(packs))
                .as("run ./mvnw -pl policies/library -am test -Dtest=LibraryTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dlibrary.update=true")
                .isEmpty();
    }

    @Test
    void the_whole_library_admits_the_example_from_git() throws IOException {
        var library = library();
        var objects = example();

        assertThat(objects).hasSizeGreaterThan(4);
        for (var gate : GatePoint.values()) {
            for (var object : objects) {
                assertThat(library.judge(creation(gate, object, true)).violations())
                        .as("%s at %s", object.at("/metadata/name"), gate)
                        .isEmpty();
            }
        }
    }

    @Test
    void each_policy_of_the_foundation_objects_to_what_it_is_for() throws IOException {
        var library = library();
        var bucket = example().stream()
                .filter(o -> o.path("kind").asText().equals("Bucket"))
                .findFirst()
                .orElseThrow();
        if (bucket.at("/spec/forProvider") instanceof ObjectNode parameters) {
            parameters.put("region", "us-east-1");
            parameters.remove(List.of("tags", "encryption", "publicAccessBlock"));
        }

        var violations =
                library.judge(creation(GatePoint.ADMISSION, bucket, false)).violations();

        assertThat(violations)
                .extracting(Violation::policy)
                .containsExactlyInAnyOrder(
                        "allowed-regions", "encryption-at-rest", "git-only", "no-public-bucket", "required-tags");
    }

    private static PolicySet library() {
        var specs = new HashMap<String, Policy.Spec>();
        for (var pack : List.of("aws-foundation.yaml", "change-control.yaml")) {
            for (var document : java.util.Objects.requireNonNull(Library.packs().get(pack)).split("(?m)^---$")) {
                var policy = Serialization.unmarshal(document, Policy.class);
                specs.put(policy.getMetadata().getName(), policy.getSpec());
            }
        }
        return new PolicyCompiler(OPA, InstantSource.system()).compile(specs);
    }

    private static List<JsonNode> example() throws IOException {
        var objects = new ArrayList<JsonNode>();
        try (var files = Files.list(EXAMPLE)) {
            for (var file : files.sorted().toList()) {
                for (var document : Library.read(file).split("(?m)^---$")) {
                    objects.add(JSON.valueToTree(Serialization.unmarshal(document, java.util.Map.class)));
                }
            }
        }
        return objects;
    }

    private static Change creation(GatePoint gate, JsonNode object, boolean fromGit) {
        var type = object.path("apiVersion").asText().split("/");
        var metadata = object.path("metadata");
        return new Change(
                gate,
                Operation.CREATE,
                new Change.Subject(
                        type.length == 2 ? type[0] : "",
                        type[type.length - 1],
                        object.path("kind").asText(),
                        metadata.path("namespace").asText(),
                        metadata.path("name").asText()),
                object,
                null,
                null,
                object,
                List.of(),
                null,
                fromGit
                        ? new Provenance(
                                "https://git.example/shop.git",
                                "main@sha1:4711",
                                "infra/a.yaml",
                                1,
                                "Jane <jane@shop.example>",
                                null)
                        : null,
                new Change.User("jane", null, List.of()));
    }

    private static List<JsonNode> opa(Object... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(OPA.toString());
        for (var argument : arguments) {
            command.add(argument.toString());
        }
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("OPA ends").isTrue();
        var found = JSON.readTree(out);
        var list = new ArrayList<JsonNode>();
        if (found != null) {
            found.path("errors").forEach(list::add);
            if (found.isArray()) {
                found.forEach(list::add);
            }
        }
        assertThat(process.exitValue() == 0 || !list.isEmpty()).as(out).isTrue();
        return list;
    }
}
