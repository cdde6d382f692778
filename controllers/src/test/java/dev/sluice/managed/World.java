package dev.sluice.managed;

import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ServiceAccountToken;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kernel with a cloud in memory that has one kind. */
final class World extends Kernel<Thing.Parameters, Thing.Outputs, Thing, FakeCloud.Account> {
    final FakeCloud cloud;

    /** Of the provider and its configurations. */
    private final Setting setting;

    /** The one named default. */
    final Configuration configuration;

    World(Kind.Identity identity) {
        var crashes = new Crashes();
        var clock = new Clock();
        var fake = new FakeCloud(identity, clock, crashes);
        var kind = new Kind<>(Thing.class, Thing.Parameters.class, Thing.Outputs.class, identity, fake);
        var made = new Setting(kind);
        super(kind, made, made, clock, crashes);
        cloud = fake;
        setting = made;
        configuration = made.configuration;
    }

    static World withNamesOfOurOwn() {
        return new World(Kind.Identity.DETERMINISTIC);
    }

    /** Why the configuration cannot be used; null where it can. */
    void breakConfiguration(@Nullable String why) {
        setting.broken = why;
    }

    /** A configuration leads to another account than the others. */
    void account(String configuration, String account) {
        setting.accounts.put(configuration, account);
    }

    /** Of the namespace that all objects are in; null while it is not known. */
    void namespaceLabels(@Nullable Map<String, String> labels) {
        setting.namespaceLabels = labels;
    }

    @Override
    long mutations() {
        return cloud.mutations();
    }

    @Override
    void forget() {
        super.forget();
        cloud.calls.clear();
        cloud.asked.clear();
    }

    private static final class Setting implements Provider<FakeCloud.Account>, ConfigReader {
        private final Kind<?, ?, ?, FakeCloud.Account> kind;
        private final Configuration configuration = Configuration.named("default");
        private final Map<String, String> accounts = new HashMap<>();
        private @Nullable String broken;
        private @Nullable Map<String, String> namespaceLabels = Map.of();

        Setting(Kind<?, ?, ?, FakeCloud.Account> kind) {
            this.kind = kind;
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Class<Configuration> configType() {
            return Configuration.class;
        }

        @Override
        public List<Kind<?, ?, ?, FakeCloud.Account>> kinds() {
            return List.of(kind);
        }

        @Override
        public FakeCloud.Account connect(ConfigReader reader, String configName) {
            if (broken != null) {
                throw new ProviderConfigException(broken);
            }
            return new FakeCloud.Account(accounts.getOrDefault(configName, "111122223333"));
        }

        @Override
        public void close() {}

        @Override
        public <T extends HasMetadata> Optional<T> config(Class<T> type, String name) {
            return Optional.of(type.cast(configuration));
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, String>> namespaceLabels(String namespace) {
            return Optional.ofNullable(namespaceLabels);
        }

        @Override
        public ServiceAccountToken token(String namespace, String serviceAccount, String audience) {
            throw new UnsupportedOperationException();
        }
    }
}
