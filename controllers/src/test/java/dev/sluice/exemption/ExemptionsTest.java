package dev.sluice.exemption;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.api.PolicyExemption;
import dev.sluice.api.Provenance;
import dev.sluice.api.Sluice;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.DecisionSink;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import dev.sluice.kube.Contexts;
import dev.sluice.kube.RecordedEvents;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is exempt, until when, and who may say so. */
class ExemptionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Violation NO = new Violation("no-public", "close it", "high", "r", null);
    private static final String HASH = "0123456789abcdef0123456789abcdef";
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Set<Violation> absolute = Set.of();

    private final PolicySet policies = new PolicySet() {
        @Override
        public String digest() {
            return "set";
        }

        @Override
        public Judgement judge(Change change) {
            return change.subject().kind().equals("Bucket")
                    ? new Judgement(List.of(NO), List.of(), List.of(), absolute)
                    : Judgement.NOTHING;
        }
    };

    @Test
    void what_is_exempt_passes_and_is_told_apart() {
        var decision = decide(bucket(GatePoint.SYNC), exemption(names("assets")));

        assertThat(decision).isInstanceOf(Decision.Admitted.class);
        assertThat(decision.exempted()).containsExactly(new Decision.Exempted(NO, "e"));
    }

    @Test
    void other_objects_and_other_policies_are_not_exempt() {
        assertThat(decide(bucket(GatePoint.SYNC), exemption(names("logs")))).isInstanceOf(Decision.Rejected.class);
        var other = exemption(names("assets"));
        other.setSpec(spec(List.of("another"), names("assets"), null, "2026-02-01T00:00:00Z", "ann", "bob"));
        assertThat(decide(bucket(GatePoint.SYNC), other)).isInstanceOf(Decision.Rejected.class);
    }

    @Test
    void it_ends_at_every_gate_at_the_same_moment() {
        var exemption = exemption(names("assets"));
        for (var gate : GatePoint.values()) {
            now = Instant.parse("2026-01-31T23:59:59Z");
            assertThat(decide(bucket(gate), exemption)).as(gate.label()).isInstanceOf(Decision.Admitted.class);
            now = Instant.parse("2026-02-01T00:00:00Z");
            assertThat(decide(bucket(gate), exemption)).as(gate.label()).isInstanceOf(Decision.Rejected.class);
        }
    }

    @Test
    void a_policy_that_could_not_be_evaluated_is_never_exempt() {
        absolute = Set.of(NO);

        assertThat(decide(bucket(GatePoint.SYNC), exemption(names("assets")))).isInstanceOf(Decision.Rejected.class);
    }

    @Test
    void labels_are_those_of_the_object_as_it_would_be() {
        var match = new PolicyExemption.Match(
                null,
                null,
                null,
                new LabelSelectorBuilder()
                        .withMatchLabels(Map.of("tier", "public"))
                        .build());
        var labelled = JSON.createObjectNode();
        labelled.putObject("metadata").putObject("labels").put("tier", "public");

        assertThat(decide(bucket(GatePoint.SYNC, labelled, JSON.createObjectNode()), exemption(match)))
                .isInstanceOf(Decision.Admitted.class);
        assertThat(decide(bucket(GatePoint.SYNC, JSON.createObjectNode(), labelled), exemption(match)))
                .isInstanceOf(Decision.Rejected.class);
        assertThat(decide(bucket(GatePoint.SYNC, null, null), exemption(match))).isInstanceOf(Decision.Rejected.class);
    }

    @Test
    void one_bound_to_a_plan_holds_for_that_change_of_the_cloud_alone() {
        var exemption = exemption(null);
        exemption.setSpec(
                spec(List.of("no-public"), null, HASH.substring(0, 12), "2026-02-01T00:00:00Z", "ann", "bob"));

        assertThat(decide(bucket(GatePoint.CLOUD), exemption)).isInstanceOf(Decision.Admitted.class);
        assertThat(decide(bucket(GatePoint.SYNC), exemption)).isInstanceOf(Decision.Rejected.class);
        exemption.setSpec(spec(List.of("no-public"), null, "ffffffffffff", "2026-02-01T00:00:00Z", "ann", "bob"));
        assertThat(decide(bucket(GatePoint.CLOUD), exemption)).isInstanceOf(Decision.Rejected.class);
    }

    @Test
    void what_the_API_server_should_never_have_let_pass_exempts_nothing() {
        for (var wrong : List.of(
                spec(List.of("no-public"), names("assets"), null, "2027-02-01T00:00:00Z", "ann", "bob"),
                spec(List.of("no-public"), names("assets"), null, "tomorrow", "ann", "bob"),
                spec(List.of("no-public"), names("assets"), null, "2026-02-01T00:00:00Z", "ann", "Ann"),
                spec(List.of("no-public"), null, null, "2026-02-01T00:00:00Z", "ann", "bob"))) {
            var exemption = exemption(null);
            exemption.setSpec(wrong);
            assertThat(decide(bucket(GatePoint.SYNC), exemption))
                    .as("%s", wrong)
                    .isInstanceOf(Decision.Rejected.class);
        }
    }

    @Test
    void the_author_of_the_commit_does_not_approve_it() {
        for (var author : List.of("Bob <bob@example.org>", "B. <bob>", "bob")) {
            assertThat(decide(written(GatePoint.SYNC, null, author)))
                    .isInstanceOfSatisfying(
                            Decision.Rejected.class,
                            r -> assertThat(r.message()).contains("is the author of the commit"));
        }
        assertThat(decide(written(GatePoint.SYNC, null, "Ann <ann@example.org>")))
                .isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void at_the_API_server_only_who_approves_it_may_write_it() {
        assertThat(decide(written(GatePoint.ADMISSION, "bob", null))).isInstanceOf(Decision.Admitted.class);
        assertThat(decide(written(GatePoint.ADMISSION, "system:sluice", null))).isInstanceOf(Decision.Admitted.class);
        assertThat(decide(written(GatePoint.ADMISSION, "ann", null)))
                .isInstanceOfSatisfying(
                        Decision.Rejected.class,
                        r -> assertThat(r.message()).contains("[sluice-exemptions] only bob", "you are ann"));
    }

    @Test
    void nothing_exempts_from_the_rules_for_exemptions() {
        var exemption = exemption(names("e"));
        exemption.setSpec(spec(List.of("sluice-exemptions"), names("e"), null, "2026-02-01T00:00:00Z", "ann", "bob"));

        assertThat(decide(written(GatePoint.ADMISSION, "ann", null), exemption)).isInstanceOf(Decision.Rejected.class);
    }

    @Test
    void its_status_says_what_it_is_worth_and_what_it_let_pass() {
        var exemption = exemption(names("assets"));
        var exemptions = ClusterExemptions.of(List.of(exemption), () -> now);
        var events = new RecordedEvents();
        var reconciler = new ExemptionReconciler(exemptions, events, () -> now);
        gate(exemptions).decide(bucket(GatePoint.CLOUD));

        var active = reconcile(reconciler, exemption);

        assertThat(active.conditions().getFirst().getReason()).isEqualTo("Active");
        assertThat(active.uses())
                .containsExactly(
                        new PolicyExemption.Use("no-public", "Bucket team/assets", "cloud", "2026-01-01T00:00:00Z"));

        now = Instant.parse("2026-01-31T12:00:00Z");
        assertThat(reconcile(reconciler, exemption).conditions().getFirst().getReason())
                .isEqualTo("Expiring");
        now = now.plus(Duration.ofDays(1));
        assertThat(reconcile(reconciler, exemption).conditions().getFirst().getStatus())
                .isEqualTo("False");
        assertThat(events.all())
                .extracting(e -> e.split(" ")[3])
                .containsExactly("ExemptionActive", "ExemptionExpiring", "ExemptionExpired");
        exemptions.close();
    }

    private static PolicyExemption.Status reconcile(ExemptionReconciler reconciler, PolicyExemption exemption) {
        reconciler
                .reconcile(exemption, Contexts.present())
                .getResource()
                .ifPresent(patch -> exemption.setStatus(patch.getStatus()));
        return exemption.getStatus();
    }

    private Decision decide(Change change, PolicyExemption... all) {
        try (var exemptions = ClusterExemptions.of(List.of(all), () -> now)) {
            return gate(exemptions).decide(change);
        }
    }

    private Gate gate(ClusterExemptions exemptions) {
        return new Gate(
                () -> ExemptionRules.before(policies, "system:sluice", () -> now),
                exemptions,
                DecisionSink.NONE,
                () -> now);
    }

    private static Change bucket(GatePoint gate) {
        return bucket(gate, JSON.createObjectNode(), null);
    }

    private static Change bucket(GatePoint gate, @Nullable ObjectNode object, @Nullable ObjectNode oldObject) {
        return new Change(
                gate,
                Operation.UPDATE,
                new Change.Subject("s3.aws.sluice.dev", "v1alpha1", "Bucket", "team", "assets"),
                object,
                oldObject,
                oldObject,
                object,
                List.of(),
                gate == GatePoint.CLOUD ? new Change.External("aws", "1", "eu", "assets", HASH) : null,
                null,
                null);
    }

    /** Somebody writes an exemption that ann asks for and bob approves. */
    private static Change written(GatePoint gate, @Nullable String user, @Nullable String author) {
        ObjectNode object = JSON.valueToTree(exemption(names("assets")));
        return new Change(
                gate,
                Operation.CREATE,
                new Change.Subject(Sluice.GROUP, Sluice.VERSION, "PolicyExemption", "", "e"),
                object,
                null,
                null,
                object,
                List.of(),
                null,
                author == null ? null : new Provenance("repo", "rev", "path", 1, author, null),
                user == null ? null : new Change.User(user, null, List.of()));
    }

    private static PolicyExemption exemption(PolicyExemption.@Nullable Match match) {
        var exemption = new PolicyExemption();
        exemption.setMetadata(new ObjectMetaBuilder()
                .withName("e")
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .build());
        exemption.setSpec(spec(List.of("no-public"), match, null, "2026-02-01T00:00:00Z", "ann", "bob"));
        return exemption;
    }

    private static PolicyExemption.Spec spec(
            List<String> policies,
            PolicyExemption.@Nullable Match match,
            @Nullable String hash,
            String expires,
            String requestedBy,
            String approvedBy) {
        return new PolicyExemption.Spec(
                policies, match, hash, "campaign", "team-web", expires, requestedBy, approvedBy);
    }

    private static PolicyExemption.Match names(String name) {
        return new PolicyExemption.Match(
                List.of(new Policy.Kinds(List.of("*"), List.of("*"))), null, List.of(name), null);
    }
}
