package dev.sluice.cli.check;

import dev.sluice.provider.Confidential;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.ProviderFactory;
import dev.sluice.provider.field.FieldRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The managed kinds of the providers that come with Sluice: what their fields refer to, and what must not be shown. */
final class Kinds implements AutoCloseable {
    private final List<Provider<?>> providers = new ArrayList<>();
    private final Map<String, Managed> byKind = new HashMap<>();
    private final Confidential confidential;

    /** @param configGroup API group of the provider's configuration, {@code configKind} its kind */
    record Managed(FieldRules parameters, String configGroup, String configKind) {}

    private Kinds() {
        var all = new ArrayList<Kind<?, ?, ?, ?>>();
        for (var factory : ServiceLoader.load(ProviderFactory.class)) {
            var provider = factory.create(ProviderContext.PLAIN);
            providers.add(provider);
            all.addAll(provider.kinds());
            provider.kinds().forEach(kind -> add(kind, provider.configType()));
        }
        confidential = new Confidential(all);
    }

    static Kinds bundled() {
        return new Kinds();
    }

    private void add(Kind<?, ?, ?, ?> kind, Class<? extends HasMetadata> config) {
        byKind.put(
                HasMetadata.getGroup(kind.type()) + "/" + HasMetadata.getKind(kind.type()),
                new Managed(
                        FieldRules.of(kind.parameters()), HasMetadata.getGroup(config), HasMetadata.getKind(config)));
    }

    /** Null for a kind that is not managed. */
    @Nullable
    Managed managed(String group, String kind) {
        return byKind.get(group + "/" + kind);
    }

    Confidential confidential() {
        return confidential;
    }

    @Override
    public void close() {
        providers.forEach(Provider::close);
    }
}
