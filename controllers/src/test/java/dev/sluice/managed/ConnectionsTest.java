package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published of a resource for those who use it. */
class ConnectionsTest {
    private static final String WANTED = """
            {"region": "eu", "size": 1, "tokenSecretRef": {"name": "login", "key": "token"}}""";

    private final World world = World.withNamesOfOurOwn();

    @BeforeEach
    void login() {
        world.secrets.put("login", "token", "first");
    }

    private void published() {
        world.objects.apply("orders", WANTED);
        publishTo("orders-connection");
        world.settle("orders");
        world.forget();
    }

    private void publishTo(String name) {
        world.objects.edit(
                "orders", spec -> spec.putObject("writeConnectionSecretToRef").put("name", name));
    }

    @Test
    void a_secret_of_the_objects_own_holds_how_the_resource_is_used() {
        world.objects.apply("orders", WANTED);
        publishTo("orders-connection");
        world.settle("orders");

        var secret = world.secrets.get("orders-connection");
        assertThat(world.secrets.content("orders-connection")).isEqualTo(Map.of("arn", "arn:orders", "token", "first"));
        assertThat(secret.getType()).isEqualTo("connection.sluice.dev/v1alpha1");
        assertThat(secret.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getUid()).isEqualTo("orders-uid-1");
            assertThat(owner.getKind()).isEqualTo("Thing");
            assertThat(owner.getController()).isTrue();
        });
        assertThat(world.events("ConnectionSecretWritten"))
                .containsExactly("Normal ConnectionSecretWritten Wrote the connection Secret shop/orders-connection.");
    }

    @Test
    void at_rest_nothing_is_written() {
        published();

        world.reconcile("orders");
        world.restart();
        world.reconcile("orders");
        world.secrets.watchIsBehind = true;
        world.reconcile("orders");

        assertThat(world.secrets.writes).isEmpty();
        assertThat(world.objects.writes).isEmpty();
    }

    @Test
    void nothing_is_written_as_long_as_nothing_is_known() {
        world.cloud.hasNothingToPublish = true;

        published();
        assertThat(world.secrets.exists("orders-connection")).isFalse();

        world.cloud.hasNothingToPublish = false;
        world.reconcile("orders");
        assertThat(world.secrets.exists("orders-connection")).isTrue();
    }

    @Test
    void nothing_is_written_before_the_resource_is_there() {
        world.forbid(change -> "no");

        published();

        assertThat(world.secrets.exists("orders-connection")).isFalse();
    }

    @Test
    void a_rotated_password_is_published_once_it_is_in_the_cloud() {
        published();
        world.forbid(change -> "not now");
        world.secrets.put("login", "token", "second");
        world.reconcile("orders");
        assertThat(world.secrets.content("orders-connection")).containsEntry("token", "first");

        world.policy = change -> dev.sluice.gate.PolicySet.Judgement.NOTHING;
        world.settle("orders");

        assertThat(world.secrets.content("orders-connection")).containsEntry("token", "second");
        assertThat(world.secrets.writes).containsExactly("replace orders-connection");
    }

    @Test
    void what_somebody_else_named_so_is_left_as_it_is() {
        world.secrets.put("orders-connection", "mine", "precious");

        published();

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ConnectionSecretNotOurs");
        assertThat(world.condition("orders", Conditions.READY)).isEqualTo("True/Available");
        assertThat(world.message("orders", Conditions.SYNCED)).contains("Secret shop/orders-connection");
        assertThat(world.secrets.content("orders-connection")).isEqualTo(Map.of("mine", "precious"));

        world.secrets.remove("orders-connection");
        world.settle("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).startsWith("True");
        assertThat(world.secrets.content("orders-connection")).containsKey("arn");
    }

    @Test
    void the_secret_of_another_object_is_left_as_it_is() {
        published();
        world.objects.apply("other", WANTED);
        world.objects.edit(
                "other", spec -> spec.putObject("writeConnectionSecretToRef").put("name", "orders-connection"));

        world.settle("other");

        assertThat(world.condition("other", Conditions.SYNCED)).isEqualTo("False/ConnectionSecretNotOurs");
        assertThat(world.secrets.content("orders-connection")).containsEntry("arn", "arn:orders");
    }

    @Test
    void what_somebody_deletes_or_changes_is_written_again() {
        published();
        world.secrets.remove("orders-connection");
        world.reconcile("orders");
        assertThat(world.secrets.content("orders-connection")).containsEntry("token", "first");

        var secret = world.secrets.get("orders-connection");
        secret.getData().put("token", "AAAA");
        world.reconcile("orders");
        assertThat(world.secrets.content("orders-connection")).containsEntry("token", "first");
        assertThat(world.secrets.writes).containsExactly("create orders-connection", "replace orders-connection");
    }

    @Test
    void it_is_written_again_even_where_a_change_of_something_else_waits() {
        published();
        world.forbid(change -> "no");
        world.objects.parameter("orders", "size", 2);
        world.secrets.remove("orders-connection");

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/PolicyDenied");
        assertThat(world.secrets.exists("orders-connection")).isTrue();
    }

    @Test
    void another_name_moves_it() {
        published();

        publishTo("renamed");
        world.settle("orders");

        assertThat(world.secrets.exists("renamed")).isTrue();
        assertThat(world.secrets.exists("orders-connection")).isFalse();
    }

    @Test
    void without_the_reference_it_goes_even_after_a_restart() {
        published();
        world.objects.edit("orders", spec -> spec.remove("writeConnectionSecretToRef"));
        world.restart();

        world.settle("orders");

        assertThat(world.secrets.exists("orders-connection")).isFalse();
        assertThat(world.secrets.exists("login")).isTrue();
    }

    @Test
    void it_goes_with_the_object() {
        published();

        world.objects.delete("orders");
        world.settle("orders");

        assertThat(world.secrets.exists("orders-connection")).isFalse();
    }

    @Test
    void a_write_that_the_api_server_refuses_is_told_without_what_was_written() {
        world.objects.apply("orders", WANTED);
        publishTo("orders-connection");
        world.secrets.refusal = new KubernetesClientException("token: Invalid value: \"first\"", 422, null);

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ConnectionSecretNotWritten");
        assertThat(world.objects.text("orders")).doesNotContain("first").contains("answer 422");
        world.secrets.refusal = null;
        world.settle("orders");
        assertThat(world.secrets.exists("orders-connection")).isTrue();
    }

    @Test
    void a_crash_beside_the_write_leaves_one_secret_and_nothing_undone() {
        for (var where : new String[] {"before create of a Secret", "after create of a Secret"}) {
            var crashing = World.withNamesOfOurOwn();
            crashing.objects.apply("orders", "{\"region\": \"eu\"}");
            crashing.objects.edit(
                    "orders",
                    spec -> spec.putObject("writeConnectionSecretToRef").put("name", "orders-connection"));
            crashing.crashes.at(where);
            assertThatThrownBy(() -> crashing.settle("orders")).isInstanceOf(Crashes.Crash.class);

            crashing.restart();
            crashing.settle("orders");

            assertThat(crashing.secrets.content("orders-connection")).containsEntry("arn", "arn:orders");
            assertThat(crashing.secrets.writes).as(where).hasSize(1);
            assertThat(crashing.condition("orders", Conditions.SYNCED)).startsWith("True");
        }
    }

    @Test
    void a_paused_object_publishes_nothing() {
        world.objects.apply("orders", WANTED);
        publishTo("orders-connection");
        world.objects.annotate("orders", Sluice.PAUSED, "true");

        world.reconcile("orders");

        assertThat(world.secrets.exists("orders-connection")).isFalse();
    }
}
