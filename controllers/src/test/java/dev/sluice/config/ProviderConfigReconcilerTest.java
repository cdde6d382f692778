package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Contexts;
import dev.sluice.kube.RecordedEvents;
import dev.sluice.managed.Configuration;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.ConfigStatus;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ServiceAccountToken;
import dev.sluice.provider.Session;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a provider configuration says of itself, and when it may go. */
class ProviderConfigReconcilerTest {
    private final RecordedEvents events = new RecordedEvents();
    private final Configuration stored = Configuration.named("prod");
    private final List<String> writes = new ArrayList<>();

    /** What connecting gives, or throws. */
    private Supplier<Account> cloud = () -> new Account("111122223333", "deployer");

    /** What the reader has; behind the API server for a moment after each change. */
    private @Nullable Configuration read = stored;

    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

    private Optional<List<String>> users = Optional.of(List.of());

    private final ProviderConfigReconciler<Configuration> reconciler = new ProviderConfigReconciler<>(
            Configuration.class,
            Configuration::new,
            new FakeProvider(),
            new FakeReader(),
            name -> users,
            new FakeHolds(),
            events,
            () -> this.now);

    @Test
    void one_that_works_says_as_whom() {
        var again = reconcile();

        assertThat(stored.getStatus())
                .returns("111122223333", ConfigStatus::account)
                .returns("deployer", ConfigStatus::identity)
                .returns(1L, ConfigStatus::observedGeneration);
        assertThat(ready()).isEqualTo("True/Connected Calls are made in account 111122223333 as deployer.");
        assertThat(events.all()).singleElement().asString().startsWith("Normal Configuration prod Connected");
        assertThat(stored.getFinalizers()).containsExactly(Sluice.IN_USE_FINALIZER);
        assertThat(again).isBetween(Duration.ofMinutes(8), Duration.ofMinutes(12));
    }

    @Test
    void nothing_is_written_where_there_is_nothing_new() {
        reconcile();
        writes.clear();
        events.clear();

        reconcile();

        assertThat(writes).isEmpty();
        assertThat(events.all()).isEmpty();
    }

    @Test
    void one_that_is_broken_says_so_where_it_is_and_mends_itself() {
        cloud = () -> {
            throw new ProviderConfigException("the Secret a/b does not exist");
        };
        var again = reconcile();

        assertThat(ready()).isEqualTo("False/NotUsable the Secret a/b does not exist");
        assertThat(events.all()).containsExactly("Warning Configuration prod NotUsable the Secret a/b does not exist");
        assertThat(again).isLessThan(Duration.ofSeconds(2));

        cloud = () -> new Account("111122223333", "deployer");
        reconcile();
        assertThat(ready()).startsWith("True/Connected");
    }

    @Test
    void credentials_that_are_refused_say_so_once_whatever_the_request_was() {
        for (int i = 0; i < 3; i++) {
            var request = "req-" + i;
            cloud = () -> {
                throw new CloudException(
                        new CloudError.Denied("no such key"), "sts", "GetCallerIdentity", "InvalidKey", request, null);
            };
            reconcile();
        }

        assertThat(ready()).isEqualTo("False/CloudDenied sts GetCallerIdentity: no such key (InvalidKey).");
        assertThat(writes).containsExactly("hold", "status");
        assertThat(events.all()).hasSize(1);
    }

    @Test
    void credentials_that_are_taken_away_later_are_found_out() {
        var account = new Account("111122223333", "deployer");
        cloud = () -> account;
        reconcile();
        account.revoked = true;

        reconcile();
        assertThat(ready()).as("not asked each time something changes").startsWith("True/Connected");

        now = now.plus(Duration.ofMinutes(8));
        reconcile();
        assertThat(ready()).startsWith("False/CloudDenied");
        assertThat(stored.getStatus().account()).as("where what stands is").isEqualTo("111122223333");
    }

    @Test
    void what_another_specification_was_is_not_said_of_this_one() {
        reconcile();
        stored.getMetadata().setGeneration(2L);
        cloud = () -> {
            throw new ProviderConfigException("broken");
        };

        reconcile();

        assertThat(stored.getStatus().account()).isNull();
    }

    @Test
    void nothing_is_said_of_a_specification_that_was_not_read_yet() {
        read = null;
        var again = reconcile();
        assertThat(stored.getStatus()).isNull();
        assertThat(again).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void one_that_is_in_use_stays_and_says_by_whom() {
        reconcile();
        users = Optional.of(
                IntStream.rangeClosed(1, 7).mapToObj(i -> "Queue shop/q" + i).toList());
        delete();

        reconcile();

        var inUse = Conditions.find(stored.getStatus().conditions(), "InUse");
        assertThat(inUse).isNotNull();
        assertThat(inUse.getMessage())
                .isEqualTo("Configuration prod is deleted once nothing in the cloud needs it any more; that is still"
                        + " Queue shop/q1, Queue shop/q2, Queue shop/q3, Queue shop/q4, Queue shop/q5 and 2 more.");
        assertThat(events.all()).last().asString().startsWith("Warning Configuration prod InUse");
        assertThat(stored.getFinalizers()).isNotEmpty();

        users = Optional.of(List.of());
        reconcile();
        assertThat(stored.getFinalizers()).isEmpty();
    }

    @Test
    void one_whose_users_are_not_known_yet_stays() {
        reconcile();
        users = Optional.empty();
        delete();

        reconcile();

        assertThat(stored.getFinalizers()).isNotEmpty();
    }

    private Duration reconcile() {
        var control = reconciler.reconcile(stored, Contexts.present());
        if (control.isPatchStatus()) {
            writes.add("status");
            var patch = control.getResource().orElseThrow();
            assertThat(patch.getSpec()).as("no specification of ours").isNull();
            stored.setStatus(patch.getStatus());
        }
        return control.getScheduleDelay().map(Duration::ofMillis).orElse(Duration.ZERO);
    }

    private void delete() {
        stored.getMetadata().setDeletionTimestamp("2026-03-01T10:00:00Z");
    }

    private String ready() {
        var ready = Conditions.find(stored.getStatus().conditions(), Conditions.READY);
        return ready == null ? "none" : "%s/%s %s".formatted(ready.getStatus(), ready.getReason(), ready.getMessage());
    }

    private static final class Account implements Session {
        private final String account;
        private final String identity;
        private boolean revoked;

        Account(String account, String identity) {
            this.account = account;
            this.identity = identity;
        }

        @Override
        public String account() {
            return account;
        }

        @Override
        public String identity() {
            return identity;
        }

        @Override
        public void check() {
            if (revoked) {
                throw new CloudException(
                        new CloudError.Denied("expired"), "sts", "GetCallerIdentity", "ExpiredToken", null, null);
            }
        }
    }

    private final class FakeHolds implements Holds<Configuration> {
        @Override
        public void hold(Configuration config) {
            writes.add("hold");
            config.setMetadata(new ObjectMetaBuilder(config.getMetadata())
                    .withFinalizers(Sluice.IN_USE_FINALIZER)
                    .build());
        }

        @Override
        public void release(Configuration config) {
            config.getMetadata().setFinalizers(List.of());
        }
    }

    private final class FakeProvider implements Provider<Session> {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public Class<Configuration> configType() {
            return Configuration.class;
        }

        @Override
        public List<Kind<?, ?, ?, Session>> kinds() {
            return List.of();
        }

        @Override
        public Session connect(ConfigReader reader, String configName) {
            return cloud.get();
        }

        @Override
        public void close() {}
    }

    private final class FakeReader implements ConfigReader {
        @Override
        public <T extends HasMetadata> Optional<T> config(Class<T> type, String name) {
            return Optional.ofNullable(read).map(type::cast);
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, String>> namespaceLabels(String namespace) {
            return Optional.empty();
        }

        @Override
        public ServiceAccountToken token(String namespace, String serviceAccount, String audience) {
            throw new UnsupportedOperationException();
        }
    }
}
