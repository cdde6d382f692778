package dev.sluice.app;

import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.ProviderFactory;
import dev.sluice.provider.field.FieldRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers of this process: those that come with Sluice, and those of a folder of jars. All of them load, or the
 * start fails with the name of the jar that does not: the resources of a provider that is missing in silence would be
 * neither judged nor looked after.
 */
final class Providers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Providers.class);

    /** Part of metrics and of what policies see. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private final ProviderContext context;
    private final List<Provider<?>> all = new ArrayList<>();

    /** Whose a provider's name, a kind or a configuration is, so that nobody takes it a second time. */
    private final Map<String, String> owners = new HashMap<>();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private Providers(ProviderContext context) {
        this.context = context;
    }

    /**
     * @param folder of jars; null for none
     * @throws UnusableProviderException when one of them cannot be used
     */
    static Providers load(@Nullable Path folder, ProviderContext context) {
        var providers = new Providers(context);
        try {
            providers.addBundled();
            if (folder != null) {
                ProviderJars.in(folder).forEach(providers::addJar);
            }
            return providers;
        } catch (RuntimeException e) {
            providers.close();
            throw e;
        }
    }

    private void addBundled() {
        var loader = ServiceLoader.load(ProviderFactory.class, Providers.class.getClassLoader());
        loader.forEach(
                factory -> add(factory, "Sluice's own " + factory.getClass().getName()));
    }

    private void addJar(Path jar) {
        var origin = "provider jar " + jar;
        var loader = ProviderJars.open(jar);
        open.push(loader);
        for (var factory : usable(origin, () -> ProviderJars.factories(loader))) {
            var provider = add(factory, origin);
            usable(origin, () -> {
                provider.kinds().forEach(Providers::check);
                return provider;
            });
        }
    }

    private Provider<?> add(ProviderFactory factory, String origin) {
        return usable(origin, () -> {
            var version = factory.apiVersion();
            if (version != ProviderFactory.API_VERSION) {
                throw new IllegalArgumentException(
                        "it was built for version %d of the provider API, and this is version %d: build it against this Sluice"
                                .formatted(version, ProviderFactory.API_VERSION));
            }
            var provider = factory.create(context);
            open.push(provider);
            claim(provider, origin);
            all.add(provider);
            LOG.info(
                    "provider={} kinds={} from={}",
                    provider.name(),
                    provider.kinds().size(),
                    origin);
            return provider;
        });
    }

    private void claim(Provider<?> provider, String origin) {
        if (!NAME.matcher(provider.name()).matches()) {
            throw new IllegalArgumentException(
                    "its name '%s' is not one: write lower case letters, digits and '-', at most 32"
                            .formatted(provider.name()));
        }
        if (Namespaced.class.isAssignableFrom(provider.configType())) {
            throw new IllegalArgumentException(
                    "its configuration %s is Namespaced, and has to be cluster-scoped: take 'implements Namespaced' off"
                            .formatted(provider.configType().getName()));
        }
        claim("provider " + provider.name(), origin);
        claim("kind " + HasMetadata.getFullResourceName(provider.configType()), origin);
        provider.kinds().forEach(kind -> claim("kind " + HasMetadata.getFullResourceName(kind.type()), origin));
    }

    private void claim(String what, String origin) {
        var owner = owners.putIfAbsent(what, origin);
        if (owner != null) {
            throw new IllegalArgumentException(
                    "there is a %s already, from %s: take one of them away".formatted(what, owner));
        }
    }

    /** What would fail later, and then without the name of the jar. */
    private static void check(Kind<?, ?, ?, ?> kind) {
        var unused = FieldRules.of(kind.parameters());
        if (Stream.of(kind.type().getConstructors()).noneMatch(c -> c.getParameterCount() == 0)) {
            throw new IllegalArgumentException(kind.type().getName() + " needs a public constructor without arguments");
        }
    }

    private static <T> T usable(String origin, Supplier<T> step) {
        try {
            return step.get();
        } catch (LinkageError e) {
            throw new UnusableProviderException(
                    origin + ": it was built against another Sluice, or lacks a library (" + e + ")", e);
        } catch (ServiceConfigurationError | RuntimeException e) {
            throw new UnusableProviderException(origin + ": " + e.getMessage(), e);
        }
    }

    List<Provider<?>> all() {
        return List.copyOf(all);
    }

    List<Kind<?, ?, ?, ?>> kinds() {
        return all.stream().<Kind<?, ?, ?, ?>>flatMap(p -> p.kinds().stream()).toList();
    }

    /** The API groups of all kinds and configurations. */
    List<String> groups() {
        var groups = new ArrayList<String>();
        all.forEach(provider -> groups.add(HasMetadata.getGroup(provider.configType())));
        kinds().forEach(kind -> groups.add(HasMetadata.getGroup(kind.type())));
        return groups.stream().distinct().toList();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("a provider did not stop cleanly: {}", e.toString());
            }
        }
    }
}
