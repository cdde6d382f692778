package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kube.FakeApiServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The key is one for all replicas and outlives each of them. */
class DigestKeyTest {
    private static final String NAMESPACE = "sluice-system";

    private final FakeApiServer server = new FakeApiServer();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void it_is_made_once_and_found_again() {
        var first = new DigestKey(server.client(), NAMESPACE).get();
        var second = new DigestKey(server.client(), NAMESPACE).get();

        assertThat(first).hasSize(32).isEqualTo(second);
        assertThat(server.asked())
                .filteredOn(asked -> asked.method().equals("POST"))
                .hasSize(1);
    }

    @Test
    void another_installation_has_another() {
        assertThat(new DigestKey(server.client(), NAMESPACE).get())
                .isNotEqualTo(new DigestKey(server.client(), "elsewhere").get());
    }

    @Test
    void what_is_no_key_is_replaced() {
        server.secret(NAMESPACE, "sluice-digest-key", Map.of("key", "too short"));

        var made = new DigestKey(server.client(), NAMESPACE).get();

        assertThat(made).hasSize(32).isEqualTo(new DigestKey(server.client(), NAMESPACE).get());
    }
}
