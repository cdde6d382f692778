package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.api.managed.ManagedResource;
import dev.sluice.e2e.cloud.Cloud;
import dev.sluice.e2e.cloud.CloudProxy;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.aws.AwsProvider;
import dev.sluice.provider.aws.InMemoryConfigs;
import dev.sluice.provider.aws.KindCatalog;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.KindSpecimens;
import dev.sluice.provider.aws.Moto;
import dev.sluice.provider.aws.ProviderConfig;
import dev.sluice.provider.aws.client.AwsSession;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of AWS takes every step of its life through the real kernel, on the emulator, with a proxy in between that
 * throttles and denies. {@code KindConformance} says the same of the adapters alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KindsThroughKernelIT {
    private final CloudProxy proxy = CloudProxy.inFrontOf(new Emulator());
    private final AwsProvider provider = new AwsProvider(ProviderContext.PLAIN);
    private final InMemoryConfigs configs = configs(proxy.endpoint());
    private final Map<String, KindSpecimens<?>> specimens = new HashMap<>();
    private final Map<String, KindConformance<?, ?>> catalog =
            KindCatalog.all().stream().collect(Collectors.toMap(KindConformance::adapterClass, Function.identity()));

    enum Step {
        CREATE_AND_NO_OP,
        UPDATE_OF_EACH_MUTABLE_FIELD,
        DRIFT_OF_EACH_FIELD,
        IMMUTABLE_CHANGE_REFUSED,
        IMPORT,
        ORPHAN,
        DELETE,
        RECREATE,
        THROTTLING,
        DENIED,
        NOT_FOUND,
        CRASH,
        DELETE_IN_TROUBLE,
        DELETE_WHAT_IS_GONE,
        ANOTHER_ACCOUNT;

        void take(KindScenario<?, ?, ?> scenario) {
            switch (this) {
                case CREATE_AND_NO_OP -> scenario.create_and_no_op();
                case UPDATE_OF_EACH_MUTABLE_FIELD -> scenario.update_of_each_mutable_field();
                case DRIFT_OF_EACH_FIELD -> scenario.drift_of_each_field();
                case IMMUTABLE_CHANGE_REFUSED -> scenario.immutable_change_refused();
                case IMPORT -> scenario.imported();
                case ORPHAN -> scenario.orphaned();
                case DELETE -> scenario.deleted();
                case RECREATE -> scenario.recreated();
                case THROTTLING -> scenario.throttled();
                case DENIED -> scenario.denied();
                case NOT_FOUND -> scenario.not_found();
                case CRASH -> scenario.crash();
                case DELETE_IN_TROUBLE -> scenario.deleted_in_spite_of_throttling_denial_and_crash();
                case DELETE_WHAT_IS_GONE -> scenario.deleted_by_somebody_before_us();
                case ANOTHER_ACCOUNT -> scenario.not_left_behind_in_another_account();
            }
        }
    }

    private static InMemoryConfigs configs(URI endpoint) {
        var configs = InMemoryConfigs.forEndpoint(endpoint);
        var keys = new ProviderConfig.Credentials("Secret", new ProviderConfig.SecretReference("sluice", "aws"), null);
        var role =
                new ProviderConfig.AssumeRole("arn:aws:iam::222233334444:role/deployer", null, null, null, null, null);
        configs.config(
                KindScenario.ANOTHER_ACCOUNT,
                new ProviderConfig.Spec("eu-west-1", endpoint.toString(), null, null, keys, List.of(role), null));
        return configs;
    }

    @AfterAll
    void close() {
        provider.close();
        proxy.close();
    }

    @Test
    void every_kind_is_in_the_suite() {
        assertThat(provider.kinds())
                .hasSize(catalog.size())
                .allSatisfy(kind -> assertThat(catalog)
                        .containsKey(kind.adapter().getClass().getName()));
    }

    /**
     * Those of the kinds that {@code -Dconformance.kind} names by a regular expression, {@code .*} for all: that takes a
     * quarter of an hour. Each build takes one kind of each way to be identified and to be read.
     */
    Stream<Arguments> steps() {
        var only = System.getProperty("conformance.kind", "Topic|Queue|SecurityGroup|LogGroup");
        return provider.kinds().stream()
                .filter(kind -> name(kind).matches(only))
                .flatMap(kind -> Stream.of(Step.values())
                        .map(step -> Arguments.argumentSet(name(kind) + ": " + step, kind, step)));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void every_kind_takes_every_step(Kind<?, ?, ?, AwsSession> kind, Step step) {
        var exception = EmulatorExceptions.of(name(kind), step);
        if (exception == null) {
            take(kind, step);
            return;
        }
        var failure = catchThrowable(() -> take(kind, step));
        assertThat(failure)
                .as("%s: %s is listed in EmulatorExceptions (%s) and works: take it out", name(kind), step, exception)
                .isNotNull();
        assertThat(failure).hasMessageContaining(exception.symptom());
    }

    private <P extends Record, O extends Record, R extends ManagedResource<P, O>> void take(
            Kind<P, O, R, AwsSession> kind, Step step) {
        var scenario = new KindScenario<>(kind, specimens(kind), KindKernel.of(kind, provider, configs), proxy);
        try {
            step.take(scenario);
        } finally {
            scenario.close();
        }
    }

    /** The catalog names the adapter of the kind, and thereby its parameters. */
    @SuppressWarnings("unchecked")
    private <P extends Record> KindSpecimens<P> specimens(Kind<P, ?, ?, AwsSession> kind) {
        var adapter = kind.adapter().getClass().getName();
        return (KindSpecimens<P>)
                specimens.computeIfAbsent(adapter, a -> catalog.get(a).specimens());
    }

    private static String name(Kind<?, ?, ?, ?> kind) {
        return kind.type().getSimpleName();
    }

    /** The one that the resources of the adapters' own tests are on. */
    private record Emulator() implements Cloud {
        @Override
        public URI endpoint() {
            return Moto.endpoint();
        }

        @Override
        public void reset() {
            throw new UnsupportedOperationException("what several kinds use would be gone");
        }

        @Override
        public String description() {
            return "moto at " + endpoint();
        }

        @Override
        public void close() {}
    }
}
