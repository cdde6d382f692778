package dev.sluice.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Sluice;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;

class RequestsTest {

    @Test
    void a_new_specification_a_deletion_and_a_request_ask_for_work() {
        assertThat(Requests.asks(object(2, null, null, null), object(1, null, null, null)))
                .isTrue();
        assertThat(Requests.asks(object(1, "2026-01-01T00:00:00Z", null, null), object(1, null, null, null)))
                .isTrue();
        assertThat(Requests.asks(
                        object(1, null, Sluice.RECONCILE_REQUESTED_AT, "now"),
                        object(1, null, Sluice.RECONCILE_REQUESTED_AT, "before")))
                .isTrue();
    }

    @Test
    void our_own_writes_coming_back_do_not() {
        assertThat(Requests.asks(object(1, null, "some/annotation", "x"), object(1, null, null, null)))
                .isFalse();
    }

    @Test
    void fluxs_tools_may_ask_too_and_our_own_annotation_goes_first() {
        var asked = object(1, null, Sluice.FLUX_RECONCILE_REQUESTED_AT, "flux");
        assertThat(Requests.requestedAt(asked)).isEqualTo("flux");

        asked.getMetadata().getAnnotations().put(Sluice.RECONCILE_REQUESTED_AT, "ours");
        assertThat(Requests.requestedAt(asked)).isEqualTo("ours");
    }

    private static ConfigMap object(long generation, String deleted, String annotation, String value) {
        var object = new ConfigMapBuilder()
                .withNewMetadata()
                .withGeneration(generation)
                .withDeletionTimestamp(deleted)
                .endMetadata()
                .build();
        if (annotation != null) {
            object.getMetadata().getAnnotations().put(annotation, value);
        }
        return object;
    }
}
