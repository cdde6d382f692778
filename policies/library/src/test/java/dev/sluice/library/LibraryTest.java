package dev.sluice.library;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Violation;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LibraryTest {
    private static final Path OPA = new Toolchain(System.err::println).executable(Tool.OPA);
    private static final Path RESOURCES = Library.ROOT.resolve("src/test/resources");
    private static final Path VERDICTS = RESOURCES.resolve("verdicts.txt");
    private static final Path OFFENDERS = RESOURCES.resolve("offenders.yaml");
    private static final boolean UPDATE = Boolean.getBoolean("library.update");
    private static final String HOW_TO_UPDATE = "run ./mvnw -pl policies/library -am test -Dtest=LibraryTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dlibrary.update=true";
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

    @ParameterizedTest
    @MethodSource("policies")
    void every_policy_says_what_it_is_for(Path folder) {
        var policy = Library.policy(folder);
        var spec = policy.getSpec();
        var said = policy.getMetadata().getAnnotations().keySet();
        var parameters = spec.parameters() == null
                ? List.<String>of()
                : spec.parameters().propertyStream().map(Map.Entry::getKey).toList();

        assertThat(policy.getMetadata().getName())
                .isEqualTo(folder.getFileName().toString());
        assertThat(spec.description()).isNotBlank();
        assertThat(spec.severity()).isNotNull();
        assertThat(said).contains(PolicyPage.WHY, PolicyPage.FIX);
        assertThat(said.stream()
                        .filter(a -> a.startsWith(PolicyPage.PARAMETER))
                        .map(a -> a.substring(PolicyPage.PARAMETER.length())))
                .containsExactlyInAnyOrderElementsOf(parameters);
        assertThat(parameters).allSatisfy(parameter -> assertThat(spec.rego()).contains(parameter));
    }

    @Test
    void the_files_to_be_put_into_git_and_the_page_are_what_the_sources_say() {
        var made = Library.made();
        if (UPDATE) {
            Library.write(made);
        }
        assertThat(Library.stale(made)).as(HOW_TO_UPDATE).isEmpty();
    }

    @Test
    void the_packs_of_the_demo_admit_the_example_from_git() {
        var packs = Compiled.DEMO;
        var objects = Samples.shop();

        assertThat(objects).hasSizeGreaterThan(4);
        for (var gate : GatePoint.values()) {
            for (var object : objects) {
                assertThat(packs.judge(Samples.creation(gate, object, true)).violations())
                        .as("%s at %s", object.at("/metadata/name"), gate)
                        .isEmpty();
            }
        }
    }

    @Test
    void what_all_packs_say_of_our_own_examples_is_listed() {
        var library = Compiled.ALL;
        var verdicts = Samples.verdicts(library, GatePoint.SYNC);
        if (UPDATE) {
            Library.write(Map.of(VERDICTS, verdicts));
        }

        assertThat(verdicts)
                .as("%s, and read every line that changes", HOW_TO_UPDATE)
                .isEqualTo(Library.read(VERDICTS));
        for (var gate : GatePoint.values()) {
            assertThat(Samples.verdicts(library, gate)).as("at %s", gate).isEqualTo(verdicts);
        }
    }

    /** In the JVM, where `opa test` does not run; the rest of the library judges updates and deletions. */
    @Test
    void every_policy_objects_to_an_object_made_for_it() {
        var library = Compiled.ALL;
        var heard = new TreeSet<String>();
        for (var object : Samples.documents(OFFENDERS)) {
            var judgement = library.judge(Samples.creation(GatePoint.SYNC, object, true));
            var policies = Stream.concat(judgement.violations().stream(), judgement.warnings().stream())
                    .map(Violation::policy)
                    .distinct()
                    .toList();
            var meant = object.at("/metadata/annotations/objects").asText().split(" ");
            assertThat(policies).as(object.at("/metadata/name").asText()).contains(meant);
            heard.addAll(List.of(meant));
        }

        var names = new TreeSet<>(Library.specs(pack -> true).keySet());
        names.removeAll(Library.specs("change-control"::equals).keySet());
        assertThat(heard).isEqualTo(names);
    }

    @Test
    void each_policy_of_the_foundation_objects_to_what_it_is_for() {
        var packs = Compiled.DEMO;
        var bucket = Samples.shop().stream()
                .filter(o -> o.path("kind").asText().equals("Bucket"))
                .findFirst()
                .orElseThrow();
        if (bucket.at("/spec/forProvider") instanceof ObjectNode parameters) {
            parameters.put("region", "us-east-1");
            parameters.remove(List.of("tags", "encryption", "publicAccessBlock"));
        }

        var violations = packs.judge(Samples.creation(GatePoint.ADMISSION, bucket, false))
                .violations();

        assertThat(violations)
                .extracting(Violation::policy)
                .containsExactlyInAnyOrder(
                        "allowed-regions", "encryption-at-rest", "git-only", "no-public-bucket", "required-tags");
    }

    /** Once for all tests, because it takes seconds. */
    private static final class Compiled {
        static final PolicySet ALL = packs(pack -> true);
        static final PolicySet DEMO = packs(Set.of("aws-foundation", "change-control")::contains);

        private static PolicySet packs(Predicate<String> packs) {
            try (var compiler = new PolicyCompiler(OPA, InstantSource.system())) {
                return compiler.compile(Library.specs(packs));
            }
        }
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
