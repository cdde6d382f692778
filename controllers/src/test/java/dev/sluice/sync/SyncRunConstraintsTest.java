package dev.sluice.sync;

import static dev.sluice.sync.SyncBench.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sync.Entry;
import dev.sluice.api.Sync.FileError;
import dev.sluice.api.Sync.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gatekeeper's templates and constraints in one commit: the kind of the second is made of the first. */
class SyncRunConstraintsTest {
    private static final String TEMPLATE = """
            apiVersion: templates.gatekeeper.sh/v1
            kind: ConstraintTemplate
            metadata: {name: mustbeowned}
            spec:
              crd: {spec: {names: {kind: MustBeOwned}}}
              targets: [{target: admission.k8s.gatekeeper.sh, rego: package owned}]
            """;
    private static final String CONSTRAINT = """
            apiVersion: constraints.gatekeeper.sh/v1beta1
            kind: MustBeOwned
            metadata: {name: teams}
            spec: {enforcementAction: deny}
            """;

    private SyncBench bench;
    private FakeCluster cluster;

    @BeforeEach
    void aConstraintInAFileBeforeItsTemplate() {
        bench = new SyncBench();
        cluster = bench.cluster;
        bench.git
                .file("infra/a-constraint.yaml", CONSTRAINT)
                .file("infra/b-template.yaml", TEMPLATE)
                .file("infra/c.yaml", configMap("a", "1"));
        cluster.unknown.add("MustBeOwned");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void the_template_goes_first_and_the_rest_waits_for_both() {
        cluster.makes.put("ConstraintTemplate mustbeowned", "MustBeOwned");

        var outcome = bench.push();

        assertThat(outcome.errors()).isEmpty();
        assertThat(cluster.done)
                .containsExactly(
                        "apply ConstraintTemplate mustbeowned", "apply MustBeOwned teams", "apply ConfigMap team/a");
        assertThat(bench.awaited)
                .singleElement()
                .satisfies(policies -> assertThat(policies)
                        .extracting(p -> p.path("kind").asText())
                        .containsExactly("ConstraintTemplate", "MustBeOwned"));
    }

    @Test
    void nothing_that_they_judge_goes_before_they_are_in_force() {
        cluster.makes.put("ConstraintTemplate mustbeowned", "MustBeOwned");
        bench.policiesComeIntoForce = false;

        var outcome = bench.push();

        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Failed);
        assertThat(entry(outcome, "a").message()).contains("waits until the policies");
    }

    @Test
    void a_template_that_cannot_be_used_fails_its_constraint_at_once_and_nothing_else() {
        bench.findings.put("mustbeowned", new FileError("infra/b-template.yaml", 1, "no rule judges"));
        var started = System.nanoTime();

        var outcome = bench.push();

        assertThat(entry(outcome, "mustbeowned").result()).isEqualTo(Result.Failed);
        assertThat(entry(outcome, "teams").message()).contains("its ConstraintTemplate is not applied");
        assertThat(entry(outcome, "a").result()).isEqualTo(Result.Applied);
        assertThat(System.nanoTime() - started).isLessThan(10_000_000_000L);
    }

    @Test
    void a_constraint_of_a_kind_that_nobody_makes_is_told_with_its_file() {
        bench.git.remove("infra/b-template.yaml");

        var outcome = bench.push();

        assertThat(outcome.errors())
                .singleElement()
                .satisfies(e -> assertThat(e.path() + e.message())
                        .contains("infra/a-constraint.yaml")
                        .contains("MustBeOwned"));
    }

    private static Entry entry(SyncRun.Outcome outcome, String name) {
        return outcome.entries().stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no entry " + name));
    }
}
