package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kube.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every combination of management policies makes the calls that it names, and no others. */
class ManagementPolicyMatrixTest {
    private static final List<String> ALL = List.of("Observe", "Create", "Update", "Delete");
    private static final String WANTED = """
            {"region": "eu", "size": 1}""";

    private final World world = World.withNamesOfOurOwn();

    static Stream<List<String>> subsets() {
        return IntStream.range(0, 1 << ALL.size())
                .mapToObj(bits -> IntStream.range(0, ALL.size())
                        .filter(i -> (bits & (1 << i)) != 0)
                        .mapToObj(ALL::get)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("subsets")
    void a_resource_that_is_not_there_is_created_only_with_create(List<String> policies) {
        world.objects.apply("orders", WANTED);
        allow(policies);

        world.reconcile("orders");

        assertCalls(policies.contains("Create") ? "create" : null);
        assertThat(world.condition("orders", Conditions.SYNCED))
                .isEqualTo(policies.contains("Create") ? "True/ReconcileSuccess" : "False/NotFound");
    }

    @ParameterizedTest
    @MethodSource("subsets")
    void a_resource_that_differs_is_updated_only_with_update(List<String> policies) {
        world.inSync("orders", WANTED);
        allow(policies);
        world.objects.parameter("orders", "size", 2);

        world.settle("orders");

        assertCalls(policies.contains("Update") ? "update" : null);
        assertThat(world.status("orders").atProvider().size()).isEqualTo(policies.contains("Update") ? 2 : 1);
    }

    @ParameterizedTest
    @MethodSource("subsets")
    void with_its_object_a_resource_goes_only_with_delete(List<String> policies) {
        world.inSync("orders", WANTED);
        allow(policies);

        world.objects.delete("orders");
        world.settle("orders");

        assertCalls(policies.contains("Delete") ? "delete" : null);
        assertThat(world.objects.exists("orders")).as("object").isFalse();
        assertThat(world.cloud.resources.containsKey("orders"))
                .as("in the cloud")
                .isEqualTo(!policies.contains("Delete"));
    }

    private void allow(List<String> policies) {
        world.objects.policies("orders", policies.toArray(String[]::new));
        world.forget();
    }

    private void assertCalls(String only) {
        var altering = new ArrayList<>(world.cloud.calls);
        altering.removeIf(call -> call.equals("read") || call.equals("find"));
        assertThat(altering).isEqualTo(only == null ? List.of() : List.of(only));
    }
}
