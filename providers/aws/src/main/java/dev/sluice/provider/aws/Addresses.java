package dev.sluice.provider.aws;

import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.aws.client.Endpoints;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The URLs in a configuration that take the place of AWS's own. */
record Addresses(Set<String> services) {

    /** The services that can have one of their own: those of the kinds, and those that are called for all of them. */
    static Set<String> services(Collection<? extends Kind<?, ?, ?, ?>> kinds) {
        var services = new TreeSet<>(List.of("sts", "tagging"));
        kinds.forEach(k -> services.add(HasMetadata.getGroup(k.type()).replaceFirst("[.].*", "")));
        return services;
    }

    Endpoints read(String config, ProviderConfig.Spec spec) {
        var byService = new TreeMap<String, URI>();
        if (spec.endpoints() != null) {
            spec.endpoints().forEach((service, url) -> {
                if (!services.contains(service)) {
                    throw new ProviderConfigException(
                            "ProviderConfig %s: spec.endpoints.%s is of no service that Sluice calls; those are %s"
                                    .formatted(config, service, String.join(", ", services)));
                }
                byService.put(service, url(config, "spec.endpoints." + service, url));
            });
        }
        return new Endpoints(all(config, spec.endpoint()), byService);
    }

    private static @Nullable URI all(String config, @Nullable String url) {
        return url == null ? null : url(config, "spec.endpoint", url);
    }

    private static URI url(String config, String field, String text) {
        try {
            var url = URI.create(text);
            // User and password would be shown wherever the URL is.
            if (url.getHost() != null
                    && url.getUserInfo() == null
                    && List.of("http", "https").contains(url.getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // The message below says it in the user's terms.
        }
        throw new ProviderConfigException(
                "ProviderConfig %s: %s '%s' is not an http or https URL; write for example http://127.0.0.1:5000"
                        .formatted(config, field, text));
    }
}
