package dev.sluice.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImpersonationTest {
    @TempDir
    private Path folder;

    @Test
    void a_user_of_a_kubeconfig_acts_as_the_one_it_names() throws IOException {
        var config = Impersonation.honoured(config("ada"));

        assertThat(config.getImpersonateUsername()).isEqualTo("ada");
        assertThat(config.getImpersonateGroups()).containsExactly("developers", "readers");
    }

    @Test
    void a_user_without_it_acts_as_itself() throws IOException {
        assertThat(Impersonation.honoured(config("root")).getImpersonateUsername())
                .isNull();
    }

    @Test
    void a_configuration_without_a_file_is_left_as_it_is() {
        assertThat(Impersonation.honoured(Config.empty()).getImpersonateUsername())
                .isNull();
    }

    private Config config(String user) throws IOException {
        var file = Files.writeString(folder.resolve("kubeconfig"), """
            apiVersion: v1
            kind: Config
            current-context: there
            clusters:
            - {name: there, cluster: {server: "https://127.0.0.1:6443"}}
            contexts:
            - {name: there, context: {cluster: there, user: %s}}
            users:
            - {name: root, user: {token: secret}}
            - {name: ada, user: {token: secret, as: ada, as-groups: [developers, readers]}}
            """.formatted(user));
        return Config.fromKubeconfig(file.toFile());
    }
}
