package dev.sluice.kube;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kube.FakeApiServer.Asked;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiEventRecorderTest {
    private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/team/events";

    private final FakeApiServer api = new FakeApiServer();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00.5Z"));
    private final ApiEventRecorder recorder = new ApiEventRecorder(api.client(), metrics, now::get);

    @AfterEach
    void close() {
        recorder.close();
        api.close();
    }

    @Test
    void an_event_says_what_happened_to_what() throws Exception {
        recorder.warning(about("team", "a"), "Unreachable", "it is gone");

        var event = api.awaitAsked(1, ApiEventRecorderTest::isCreation).getFirst();
        assertThat(event.path()).isEqualTo(EVENTS);
        assertThat(event.body().path("type").asText()).isEqualTo("Warning");
        assertThat(event.body().path("reason").asText()).isEqualTo("Unreachable");
        assertThat(event.body().path("note").asText()).isEqualTo("it is gone");
        assertThat(event.body().path("eventTime").asText()).isEqualTo("2026-01-01T00:00:00.500000Z");
        assertThat(event.body().at("/regarding/kind").asText()).isEqualTo("ConfigMap");
        assertThat(event.body().at("/regarding/name").asText()).isEqualTo("a");
        assertThat(event.body().at("/regarding/uid").asText()).isEqualTo("u-a");
    }

    @Test
    void the_same_event_again_is_counted_and_not_written_again() throws Exception {
        for (int i = 0; i < 3; i++) {
            recorder.normal(about("team", "a"), "Applied", "again");
        }

        api.awaitAsked(2, a -> a.method().equals("PATCH"));
        assertThat(api.asked()).filteredOn(ApiEventRecorderTest::isCreation).hasSize(1);
        assertThat(api.objects())
                .singleElement()
                .satisfies(e -> assertThat(e.at("/series/count").asInt()).isEqualTo(3));
    }

    @Test
    void a_note_is_cut_to_the_bytes_that_the_api_server_takes() throws Exception {
        recorder.normal(about("team", "a"), "Long", "x".repeat(1024));
        recorder.normal(about("team", "a"), "Longer", "x".repeat(1025));
        recorder.normal(about("team", "a"), "Wide", "ü😀".repeat(600));

        var events = api.awaitAsked(3, ApiEventRecorderTest::isCreation);
        assertThat(note(events.get(0))).hasSize(1024).doesNotEndWith("…");
        assertThat(note(events.get(1))).endsWith("x…");
        assertThat(note(events.get(2))).matches("(ü😀)+ü?…");
        assertThat(events).allSatisfy(e -> assertThat(note(e).getBytes(UTF_8)).hasSizeLessThanOrEqualTo(1024));
    }

    @Test
    void an_object_that_says_too_much_is_held_to_a_few_and_the_others_are_heard() throws Exception {
        for (int i = 0; i < 40; i++) {
            recorder.normal(about("team", "noisy"), "Said", "message " + i);
        }
        recorder.normal(about("team", "quiet"), "Said", "once");

        api.awaitAsked(1, a -> a.body().at("/regarding/name").asText().equals("quiet"));
        assertThat(api.asked())
                .filteredOn(a -> a.body().at("/regarding/name").asText().equals("noisy"))
                .hasSize(25);
        assertThat(metrics.counter("sluice_events_dropped").count()).isEqualTo(15);
    }

    @Test
    void who_was_held_back_is_heard_again_after_a_while() throws Exception {
        for (int i = 0; i < 30; i++) {
            recorder.normal(about("team", "a"), "Said", "message " + i);
        }
        recorder.normal(about("team", "b"), "Said", "marks that the others are through");
        api.awaitAsked(26, ApiEventRecorderTest::isCreation);
        now.set(now.get().plusSeconds(301));

        recorder.normal(about("team", "a"), "Said", "later");

        api.awaitAsked(1, a -> a.body().path("note").asText().equals("later"));
    }

    @Test
    void an_event_that_the_api_server_refuses_is_no_obstacle_to_the_next() throws Exception {
        api.refuse(EVENTS, 403);
        recorder.normal(about("team", "a"), "Refused", "in vain");
        api.awaitAsked(1, ApiEventRecorderTest::isCreation);
        api.refuse(EVENTS, 200);

        recorder.normal(about("team", "a"), "Refused", "in vain");
        recorder.normal(about("team", "a"), "Taken", "well");

        var events = api.awaitAsked(3, ApiEventRecorderTest::isCreation);
        assertThat(events.getLast().body().path("reason").asText()).isEqualTo("Taken");
    }

    @Test
    void events_about_objects_without_a_namespace_live_in_the_default_one() throws Exception {
        recorder.normal(about(null, "a"), "Said", "hello");

        assertThat(api.awaitAsked(1, ApiEventRecorderTest::isCreation)
                        .getFirst()
                        .path())
                .isEqualTo("/apis/events.k8s.io/v1/namespaces/default/events");
    }

    private static String note(Asked asked) {
        return asked.body().path("note").asText();
    }

    private static boolean isCreation(Asked asked) {
        return asked.method().equals("POST");
    }

    private static ConfigMap about(String namespace, String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withUid("u-" + name)
                .endMetadata()
                .build();
    }
}
