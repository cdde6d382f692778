package dev.sluice.protection;

import static dev.sluice.protection.FakeUsages.labelled;
import static dev.sluice.protection.FakeUsages.subject;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Usage;
import dev.sluice.gate.Change;
import dev.sluice.protection.Protection.Objection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a Usage keeps from being deleted, and for how long. */
class ProtectionTest {
    private static final String DATABASES = "rds.aws.sluice.dev/v1alpha1";
    private static final Usage.Subject DATABASE = subject(DATABASES, "DBInstance", "orders");

    private final FakeUsages usages = new FakeUsages();
    private final Protection protection = usages.protection();

    @Test
    void a_usage_with_a_reason_protects_exactly_what_it_names_in_its_own_namespace() {
        usages.protect("shop", DATABASES, "DBInstance", "orders", "holds the orders");

        assertThat(message("rds.aws.sluice.dev", "DBInstance", "shop", "orders"))
                .isEqualTo(
                        "Usage shop/keep-orders protects it: holds the orders. Delete the Usage first if it shall go.");
        assertThat(message("rds.aws.sluice.dev", "DBInstance", "shop", "other")).isEmpty();
        assertThat(message("rds.aws.sluice.dev", "DBInstance", "elsewhere", "orders"))
                .isEmpty();
        assertThat(message("rds.aws.sluice.dev", "DBSubnetGroup", "shop", "orders"))
                .isEmpty();
        assertThat(message("rds.other.dev", "DBInstance", "shop", "orders")).isEmpty();
    }

    @Test
    void labels_protect_everything_that_has_all_of_them() {
        usages.add(
                "shop",
                "prod",
                new Usage.Spec(labelled(DATABASES, "DBInstance", Map.of("tier", "prod")), null, "production"));

        assertThat(objections(Map.of("tier", "prod", "app", "shop"))).isPresent();
        assertThat(objections(Map.of("tier", "test"))).isEmpty();
        assertThat(objections(Map.of())).isEmpty();
    }

    @Test
    void with_by_it_protects_as_long_as_the_user_exists_and_names_it() {
        usages.add("shop", "api", new Usage.Spec(DATABASE, subject("apps/v1", "Deployment", "api"), null));
        assertThat(message("rds.aws.sluice.dev", "DBInstance", "shop", "orders"))
                .as("not there yet")
                .isEmpty();

        usages.existing.add("Deployment shop/api");
        assertThat(message("rds.aws.sluice.dev", "DBInstance", "shop", "orders"))
                .isEqualTo("Usage shop/api protects it, for Deployment api uses it. Delete that first.");

        usages.existing.clear();
        assertThat(message("rds.aws.sluice.dev", "DBInstance", "shop", "orders"))
                .isEmpty();
    }

    @Test
    void a_user_may_be_any_that_has_the_labels() {
        usages.add(
                "shop",
                "api",
                new Usage.Spec(DATABASE, labelled("apps/v1", "Deployment", Map.of("db", "orders")), "reads"));
        usages.existing.add("Deployment shop/{db=orders}");

        assertThat(message("rds.aws.sluice.dev", "DBInstance", "shop", "orders"))
                .contains("a Deployment with the labels {db=orders} uses it: reads.");
    }

    @Test
    void what_cannot_be_told_is_protected() {
        usages.add("shop", "api", new Usage.Spec(DATABASE, subject("apps/v1", "Deployment", "api"), null));
        usages.reachable = false;

        assertThat(message("rds.aws.sluice.dev", "DBInstance", "shop", "orders"))
                .contains("cannot be told whether Deployment api still exists");
    }

    @Test
    void everything_is_protected_until_the_usages_are_read() {
        usages.read = false;

        assertThat(objections(Map.of())).hasValueSatisfying(o -> {
            assertThat(o.known()).isFalse();
            assertThat(o.message()).contains("not read the Usages");
        });
    }

    @Test
    void only_a_deletion_is_refused() {
        usages.protect("shop", DATABASES, "DBInstance", "orders", "holds the orders");

        assertThat(protection.refusal(change(Operation.UPDATE, "DBInstance", "orders", "ann")))
                .isEmpty();
        assertThat(protection.refusal(change(Operation.DELETE, "DBInstance", "orders", "ann")))
                .hasValueSatisfying(
                        r -> assertThat(r.message()).startsWith("[protection] Usage shop/keep-orders protects it"));
    }

    @Test
    void a_namespace_that_ends_does_not_take_the_protection_along_and_a_person_can() {
        usages.protect("shop", DATABASES, "DBInstance", "orders", "holds the orders");
        usages.existing.add("DBInstance shop/orders");
        var controller = "system:serviceaccount:kube-system:namespace-controller";
        var byController = change(Operation.DELETE, "Usage", "keep-orders", controller);

        assertThat(protection.refusal(byController))
                .hasValueSatisfying(r -> assertThat(r.message()).contains("it protects DBInstance orders"));
        assertThat(protection.refusal(change(Operation.DELETE, "Usage", "keep-orders", "ann")))
                .isEmpty();

        usages.existing.clear();
        assertThat(protection.refusal(byController))
                .as("nothing left to protect")
                .isEmpty();
    }

    @Test
    void who_waits_is_told_when_a_user_may_be_gone_and_only_then() {
        var told = new AtomicInteger();
        protection.onChange(told::incrementAndGet);
        usages.add("shop", "api", new Usage.Spec(DATABASE, subject("apps/v1", "Deployment", "api"), null));

        protection.gone("apps", "StatefulSet", "shop");
        protection.gone("apps", "Deployment", "elsewhere");
        assertThat(told).hasValue(0);

        protection.gone("apps", "Deployment", "shop");
        assertThat(told).hasValue(1);
    }

    private String message(String group, String kind, String namespace, String name) {
        return protection
                .objection(new Protection.Subject(group, kind, namespace, name, Map.of()))
                .map(Objection::message)
                .orElse("");
    }

    private java.util.Optional<Objection> objections(Map<String, String> labels) {
        return protection.objection(new Protection.Subject("rds.aws.sluice.dev", "DBInstance", "shop", "any", labels));
    }

    private static Change change(Operation operation, String kind, String name, String user) {
        ObjectNode old = new ObjectMapper().createObjectNode();
        old.putObject("metadata").put("name", name);
        var group = kind.equals("Usage") ? "sluice.dev" : "rds.aws.sluice.dev";
        return new Change(
                GatePoint.ADMISSION,
                operation,
                new Change.Subject(group, "v1alpha1", kind, "shop", name),
                null,
                old,
                old,
                null,
                List.of(),
                null,
                null,
                new Change.User(user, null, List.of()));
    }
}
