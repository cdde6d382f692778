package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * What a kubeconfig says of impersonation ({@code as}, {@code as-groups}). The client library reads past it, and would
 * act with the rights of whoever impersonates: more than were meant.
 */
public final class Impersonation {
    private Impersonation() {}

    /**
     * Takes it over into a configuration that was read from a kubeconfig; others are left as they are.
     *
     * @throws UncheckedIOException when the file cannot be read again
     */
    public static Config honoured(Config config) {
        if (config.getImpersonateUsername() == null) {
            user(config).filter(u -> u.getAs() != null).ifPresent(u -> {
                config.setImpersonateUsername(u.getAs());
                config.setImpersonateGroups(u.getAsGroups().toArray(String[]::new));
                config.setImpersonateExtras(u.getAsUserExtra());
            });
        }
        return config;
    }

    private static Optional<AuthInfo> user(Config config) {
        var file = config.getFileWithAuthInfo();
        var context = config.getCurrentContext();
        if (file == null || context == null) {
            return Optional.empty();
        }
        try {
            var kubeconfig = Serialization.unmarshal(
                    Files.readString(file.toPath()), io.fabric8.kubernetes.api.model.Config.class);
            return kubeconfig.getUsers().stream()
                    .filter(u -> u.getName().equals(context.getContext().getUser()))
                    .map(NamedAuthInfo::getUser)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("the kubeconfig %s cannot be read".formatted(file), e);
        }
    }
}
