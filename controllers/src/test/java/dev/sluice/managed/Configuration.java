package dev.sluice.managed;

import dev.sluice.provider.AllowedNamespaces;
import dev.sluice.provider.ConfigStatus;
import dev.sluice.provider.NamespaceRestricted;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** How to reach the {@link FakeCloud}. */
@Group("test.sluice.dev")
@Version("v1")
@SuppressWarnings("serial")
public class Configuration extends CustomResource<Configuration.Spec, ConfigStatus> {
    public record Spec(@Nullable AllowedNamespaces allowedNamespaces) implements NamespaceRestricted {}

    public static Configuration named(String name) {
        var configuration = new Configuration();
        configuration.setMetadata(
                new ObjectMetaBuilder().withName(name).withGeneration(1L).build());
        configuration.setSpec(new Spec(null));
        return configuration;
    }

    /** Allows these namespaces and no other; all where it is null. */
    void allow(@Nullable AllowedNamespaces namespaces) {
        setSpec(new Spec(namespaces));
    }
}
