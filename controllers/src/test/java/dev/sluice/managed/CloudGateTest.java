package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Sluice;
import dev.sluice.gate.PolicySet;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing reaches the cloud that the gate has not admitted, and the gate sees all but secrets. */
class CloudGateTest {
    private static final String SECRET = "hunter2-very-secret";
    private static final String WANTED = """
            {"region": "eu", "size": 1, "password": "hunter2-very-secret"}""";

    private final World world = World.withNamesOfOurOwn();

    @Test
    void what_is_rejected_on_creation_leaves_no_trace_in_cloud_or_metadata() {
        world.forbid(change -> "too large");
        world.objects.apply("orders", WANTED);

        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.objects.writes).containsOnly("status");
        assertThat(world.condition("orders", Conditions.ADMITTED)).isEqualTo("False/PolicyDenied");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/PolicyDenied");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("True/PolicyDenied");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("False/NotCreated");
        assertThat(world.message("orders", Conditions.ADMITTED)).isEqualTo("[the-policy] too large");
        assertThat(world.events).containsExactly("Warning PolicyDenied Held by policy: [the-policy] too large");
    }

    @Test
    void a_rejected_update_leaves_the_resource_ready_as_it_is() {
        world.inSync("orders", WANTED);
        world.forbid(change -> "too large");
        world.objects.parameter("orders", "size", 99);

        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/PolicyDenied");
        assertThat(world.status("orders").plan().fields())
                .singleElement()
                .satisfies(f -> assertThat(f.path()).isEqualTo("size"));
    }

    @Test
    void a_rejected_deletion_keeps_object_and_resource() {
        world.inSync("orders", WANTED);
        world.forbid(change -> change.operation() == Operation.DELETE ? "keep it" : null);

        world.objects.delete("orders");
        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.objects.exists("orders")).isTrue();
        assertThat(world.condition("orders", Conditions.ADMITTED)).isEqualTo("False/PolicyDenied");
    }

    @Test
    void before_policies_are_loaded_nothing_is_done_and_it_is_asked_again_shortly() {
        world.policySet = null;
        world.objects.apply("orders", WANTED);

        var again = world.reconcile("orders").orElseThrow();

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/PoliciesNotLoaded");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("none");
        assertThat(again).isLessThanOrEqualTo(Duration.ofSeconds(2));

        world.policySet = "set-1";
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
    }

    @Test
    void policies_that_cannot_be_evaluated_reject() {
        world.policy = change -> {
            throw new IllegalStateException("out of fuel");
        };
        world.objects.apply("orders", WANTED);

        world.settle("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.message("orders", Conditions.ADMITTED)).contains("out of fuel");
    }

    @Test
    void the_decision_and_its_policies_are_in_status() {
        world.forbid(change -> "too large");
        world.objects.apply("orders", WANTED);
        world.settle("orders");
        var rejected = world.status("orders").decision();
        assertThat(rejected.admitted()).isFalse();
        assertThat(rejected.policySet()).isEqualTo("set-1");
        assertThat(rejected.violations()).extracting("message").containsExactly("too large");

        world.forbid(change -> null);
        world.policySet = "set-2";
        world.settle("orders");

        var admitted = world.status("orders").decision();
        assertThat(admitted.admitted()).isTrue();
        assertThat(admitted.policySet()).isEqualTo("set-2");
        assertThat(admitted.violations()).isNull();
        assertThat(admitted.id()).isNotEqualTo(rejected.id());
        assertThat(world.condition("orders", Conditions.ADMITTED)).isEqualTo("True/Admitted");
        assertThat(world.condition("orders", Conditions.STALLED)).isEqualTo("none");
    }

    @Test
    void a_warning_does_not_hold_and_is_shown() {
        world.policy =
                change -> new PolicySet.Judgement(List.of(), List.of(World.violation("getting large")), List.of());
        world.objects.apply("orders", WANTED);

        world.settle("orders");

        assertThat(world.cloud.resources).hasSize(1);
        assertThat(world.message("orders", Conditions.ADMITTED)).contains("[the-policy] getting large");
        assertThat(world.status("orders").decision().warnings())
                .extracting("message")
                .containsExactly("getting large");
    }

    @Test
    void the_change_says_what_is_what_will_be_and_where_it_comes_from() {
        world.inSync("orders", WANTED);
        world.objects.annotate("orders", Sluice.SOURCE_REPOSITORY, "https://git.example/shop");
        world.objects.annotate("orders", Sluice.SOURCE_REVISION, "abc");
        world.objects.annotate("orders", Sluice.SOURCE_PATH, "prod/orders.yaml");
        world.objects.parameter("orders", "size", 2);

        world.settle("orders");

        var change = world.judged.getFirst();
        assertThat(change.gate()).isEqualTo(GatePoint.CLOUD);
        assertThat(change.operation()).isEqualTo(Operation.UPDATE);
        assertThat(change.subject().display()).isEqualTo("Thing shop/orders");
        assertThat(change.before().path("size").asInt()).isEqualTo(1);
        assertThat(change.after().path("size").asInt()).isEqualTo(2);
        assertThat(change.diff()).extracting("path").containsExactly("size");
        assertThat(change.external())
                .extracting("provider", "account", "region", "name")
                .containsExactly("test", "111122223333", "eu", "orders");
        assertThat(change.source().path()).isEqualTo("prod/orders.yaml");
        assertThat(change.object().has("status")).isFalse();
        assertThat(world.judged).hasSize(1);
    }

    @Test
    void creations_have_no_before_and_deletions_no_after() {
        world.objects.apply("orders", WANTED);
        world.settle("orders");
        world.objects.delete("orders");
        world.settle("orders");

        var created = world.judged.getFirst();
        assertThat(created.operation()).isEqualTo(Operation.CREATE);
        assertThat(created.before()).isNull();
        assertThat(created.oldObject()).isNull();
        assertThat(created.object()).isNotNull();
        var deleted = world.judged.getLast();
        assertThat(deleted.operation()).isEqualTo(Operation.DELETE);
        assertThat(deleted.after()).isNull();
        assertThat(deleted.object()).isNull();
        assertThat(deleted.before().path("size").asInt()).isEqualTo(1);
    }

    @Test
    void a_secret_is_in_no_change_status_event_or_message() {
        world.objects.apply("orders", WANTED);
        world.objects.annotate(
                "orders", "kubectl.kubernetes.io/last-applied-configuration", "{\"password\":\"" + SECRET + "\"}");
        world.settle("orders");
        world.cloud.change("orders", p -> p.put("password", SECRET + "-changed").put("size", 5));
        world.settle("orders");
        world.objects.parameter("orders", "password", SECRET + "-new");
        world.cloud.refuses("update", new CloudError.Invalid("bad", "password"));
        world.settle("orders");
        world.objects.parameter("orders", "size", 6);
        world.settle("orders");
        world.objects.delete("orders");
        world.forbid(change -> "no");
        world.settle("orders");

        assertThat(world.judged).hasSizeGreaterThan(3);
        assertThat(world.judged)
                .allSatisfy(change -> assertThat(change.toString()).doesNotContain(SECRET));
        assertThat(Json.copy(world.status("orders")).toString()).doesNotContain(SECRET);
        assertThat(world.events).noneMatch(e -> e.contains(SECRET));
        assertThat(world.cloud.resource("orders").parameters.get("password").asText())
                .as("it did reach the cloud")
                .isEqualTo(SECRET + "-new");
    }

    @Test
    void that_a_secret_differs_is_in_the_plan() {
        world.inSync("orders", WANTED);
        world.objects.parameter("orders", "password", "another");
        world.forbid(change -> "no");

        world.settle("orders");

        assertThat(world.status("orders").plan().fields()).singleElement().satisfies(f -> {
            assertThat(f.path()).isEqualTo("password");
            assertThat(f.before()).hasToString("\"(sensitive)\"");
            assertThat(f.after()).hasToString("\"(sensitive)\"");
        });
    }
}
