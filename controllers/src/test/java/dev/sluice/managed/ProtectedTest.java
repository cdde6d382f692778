package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Usage;
import dev.sluice.kube.Conditions;
import dev.sluice.protection.FakeUsages;
import org.junit.jupiter.api.Test;

/** What a Usage protects stays in the cloud, whoever has deleted its object. */
class ProtectedTest {
    private static final String API = "things.test.sluice.dev/v1";
    private static final String PLAIN = """
            {"region": "eu", "size": 1}""";

    private final World world = World.withNamesOfOurOwn();

    @Test
    void what_is_protected_is_not_deleted_and_says_by_what() {
        world.inSync("db", PLAIN);
        world.usages.protect("shop", API, "Thing", "db", "holds the orders");
        world.objects.delete("db");

        world.reconcile("db");

        assertThat(world.condition("db", Conditions.SYNCED)).isEqualTo("False/Protected");
        assertThat(world.message("db", Conditions.SYNCED)).contains("Usage shop/keep-db protects it: holds the orders");
        assertThat(world.cloud.mutations()).isZero();

        world.usages.clear();
        world.settle("db");
        assertThat(world.cloud.resources).isEmpty();
        assertThat(world.objects.exists("db")).isFalse();
    }

    @Test
    void nothing_is_deleted_before_the_usages_are_read() {
        world.inSync("db", PLAIN);
        world.usages.read = false;
        world.objects.delete("db");

        world.reconcile("db");
        assertThat(world.cloud.mutations()).isZero();

        world.usages.read = true;
        world.settle("db");
        assertThat(world.objects.exists("db")).isFalse();
    }

    @Test
    void the_end_of_what_uses_it_ends_the_protection_and_is_told() {
        world.inSync("db", PLAIN);
        world.inSync("app", PLAIN);
        var told = new java.util.concurrent.atomic.AtomicInteger();
        world.usages.protection().onChange(told::incrementAndGet);
        world.usages.add(
                "shop",
                "app",
                new Usage.Spec(FakeUsages.subject(API, "Thing", "db"), FakeUsages.subject(API, "Thing", "app"), null));
        world.usages.existing.add("Thing shop/app");
        world.objects.delete("db");
        world.reconcile("db");
        assertThat(world.condition("db", Conditions.SYNCED)).isEqualTo("False/Protected");

        world.objects.delete("app");
        world.usages.existing.clear();
        world.settle("app");

        assertThat(told.get()).isPositive();
        world.settle("db");
        assertThat(world.objects.exists("db")).isFalse();
    }
}
