package dev.sluice.e2e;

import static dev.sluice.e2e.Tenant.eventually;
import static dev.sluice.e2e.Tenant.queue;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.e2e.LocalCluster.TestNamespace;
import dev.sluice.e2e.cloud.Fault;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.aws.sqs.Queue;
import io.fabric8.kubernetes.api.model.Condition;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The cloud refuses, throttles, fails or says nothing: the resource says so, and goes on by itself. */
@ExtendWith(LocalCluster.class)
@Timeout(120)
class CloudFaultsIT {

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("403", Fault.denied(), "CloudDenied", "permission"),
                Arguments.of("429", Fault.throttled(), "Throttled", "slowed down"),
                Arguments.of("500", Fault.internalError(), "CloudUnavailable", "tried again"),
                Arguments.of("no answer", Fault.dropRequest(), "CloudUnavailable", "tried again"),
                Arguments.of("a lost answer", Fault.dropAnswer(), "CloudUnavailable", "tried again"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultIsSaidAndOvercome(
            String name,
            Fault fault,
            String reason,
            String advice,
            LocalEnvironment environment,
            TestNamespace namespace,
            @TempDir Path folder) {
        var orders = namespace.unique("orders");
        try (var tenant = Tenant.of(environment, namespace, folder)) {
            environment.proxy().inject(fault.to("sqs", "CreateQueue").when(c -> c.mentions(orders)));
            tenant.work.write("orders.yaml", queue(orders, 30)).push("Orders");

            eventually(() -> {
                var synced = Tenant.condition(tenant.status(Queue.class, orders).conditions(), "Synced");
                assertThat(synced).returns("False", Condition::getStatus).returns(reason, Condition::getReason);
                assertThat(synced.getMessage()).contains("CreateQueue").contains(advice);
            });

            environment.proxy().heal();
            tenant.environment
                    .client()
                    .resources(Queue.class)
                    .inNamespace(namespace.name())
                    .withName(orders)
                    .edit(q -> {
                        q.getMetadata().getAnnotations().put("sluice.dev/reconcile-requested-at", "now");
                        return q;
                    });
            tenant.awaitReady(Queue.class, orders);
            assertThat(tenant.queuesInCloud()).containsExactly(orders);
        }
    }
}
