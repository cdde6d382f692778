package dev.sluice.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy;
import dev.sluice.api.Sluice;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.DecisionSink;
import dev.sluice.gate.Exemptions;
import dev.sluice.gate.Gate;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.PolicySet.Judgement;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.provider.Confidential;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditorTest {
    private static final AuditedKind SECRETS = new AuditedKind("", "v1", "Secret", "secrets", true);

    private final List<Change> asked = new ArrayList<>();

    private static Violation violation(String policy, String message) {
        return new Violation(policy, message, "high", "r", null);
    }

    private static PolicyDefinition policy(String name, Policy.Match match) {
        return PolicyDefinition.of(name, Policy.Spec.of("package p").withMatch(match));
    }

    private List<Verdict> judge(Judgement judgement, Exemptions exemptions, PolicyDefinition... policies) {
        var set = new PolicySet() {
            @Override
            public String digest() {
                return "d";
            }

            @Override
            public Judgement judge(Change change) {
                asked.add(change);
                return judgement;
            }
        };
        var gate = new Gate(() -> set, exemptions, DecisionSink.NONE, InstantSource.system());
        return new Auditor(gate, new Confidential(List.of()), Namespaces.UNKNOWN)
                .judge(SECRETS, secret(), List.of(policies))
                .orElseThrow();
    }

    private static GenericKubernetesResource secret() {
        var secret = new GenericKubernetesResource();
        secret.setApiVersion("v1");
        secret.setKind("Secret");
        secret.setMetadata(new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("s")
                .withUid("u")
                .withManagedFields(new ManagedFieldsEntry())
                .withAnnotations(Map.of(
                        Sluice.SOURCE_REPOSITORY, "https://git.example/shop.git",
                        Sluice.SOURCE_REVISION, "4711",
                        Sluice.SOURCE_PATH, "infra/s.yaml",
                        Sluice.SOURCE_LINE, "7"))
                .build());
        secret.setAdditionalProperty("data", Map.of("password", "c3dvcmRmaXNo"));
        return secret;
    }

    @Test
    void each_policy_gets_its_verdict_and_what_it_would_do_elsewhere() {
        var verdicts = judge(
                new Judgement(
                        List.of(violation("denies", "no")),
                        List.of(violation("warns", "hm")),
                        List.of(violation("tries", "maybe"))),
                Exemptions.NONE,
                policy("denies", null),
                policy("warns", null),
                policy("tries", null),
                policy("content", null));

        assertThat(verdicts)
                .extracting(Verdict::policy, Verdict::result, Verdict::enforcement, Verdict::message)
                .containsExactly(
                        tuple("denies", Verdict.Result.FAIL, "deny", "no"),
                        tuple("warns", Verdict.Result.WARN, "warn", "hm"),
                        tuple("tries", Verdict.Result.WARN, "dryrun", "maybe"),
                        tuple("content", Verdict.Result.PASS, "", ""));
    }

    @Test
    void what_is_exempt_is_told_with_its_exemption_and_is_no_violation() {
        var verdicts = judge(
                new Judgement(List.of(violation("denies", "no")), List.of(), List.of()),
                (change, violation, at) -> "until-friday",
                policy("denies", null));

        assertThat(verdicts).singleElement().satisfies(v -> {
            assertThat(v.result()).isEqualTo(Verdict.Result.SKIP);
            assertThat(v.properties()).containsEntry("exemption", "until-friday");
            assertThat(v.isViolation()).isFalse();
        });
    }

    @Test
    void a_policy_that_fails_is_an_error_and_one_that_does_not_look_says_nothing() {
        var elsewhere = new Policy.Match(null, null, List.of("other"), null, null, null, null, null, null);
        var atTheDoor = new Policy.Match(List.of(GatePoint.ADMISSION), null, null, null, null, null, null, null, null);

        var verdicts = judge(
                new Judgement(
                        List.of(violation("broken", "this policy could not be evaluated: too slow")),
                        List.of(),
                        List.of()),
                Exemptions.NONE,
                policy("broken", null),
                policy("elsewhere", elsewhere),
                policy("door", atTheDoor));

        assertThat(verdicts).singleElement().returns(Verdict.Result.ERROR, Verdict::result);
    }

    @Test
    void the_gate_sees_the_object_as_it_stands_without_its_secrets() {
        judge(Judgement.NOTHING, Exemptions.NONE);

        assertThat(asked).singleElement().satisfies(change -> {
            assertThat(change.gate()).isEqualTo(GatePoint.AUDIT);
            assertThat(String.valueOf(change.object()))
                    .contains("(sensitive)")
                    .doesNotContain("c3dvcmRmaXNo")
                    .doesNotContain("managedFields");
            assertThat(change.oldObject()).isNull();
            assertThat(change.source())
                    .isNotNull()
                    .satisfies(s -> assertThat(s.line()).isEqualTo(7));
        });
    }

    @Test
    void while_no_policies_are_loaded_nothing_is_said() {
        var gate = new Gate(() -> null, InstantSource.system());

        assertThat(new Auditor(gate, new Confidential(List.of()), Namespaces.UNKNOWN)
                        .judge(SECRETS, secret(), List.of()))
                .isEmpty();
    }
}
