package com.example.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.notes.Note.Outputs;
import com.example.notes.Note.Parameters;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.CallLimits;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every kind owes to Sluice's kernel, against the real server. */
class NoteAdapterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OWNER = "11111111-2222-3333-4444-555555555555";
    private static final Parameters MINIMAL = new Parameters("Buy milk", "ada", null, null, null, null);
    private static final Parameters COMPLETE =
            new Parameters("Buy milk", "ada", "green", List.of("shop", "food"), "http://127.0.0.1/notes/list", null);

    private final NoteAdapter adapter = new NoteAdapter();
    private final List<String> calls = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private NotesServer server;

    @BeforeEach
    void start() throws IOException {
        server = new NotesServer(0, "right");
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    @Test
    void what_does_not_exist_is_read_as_empty() {
        assertThat(adapter.read(target(COMPLETE))).isEmpty();
    }

    @Test
    void a_note_is_read_as_it_was_wished_for_with_its_owner() {
        for (var wish : List.of(MINIMAL, COMPLETE)) {
            adapter.create(target(wish));
            var observed = read(wish);
            assertThat(difference(wish, observed)).isEmpty();
            assertThat(observed.ownerUid()).isEqualTo(OWNER);
            assertThat(observed.outputs().url()).isEqualTo(server.url() + "/notes/milk");
            adapter.delete(target(wish));
        }
    }

    @TestFactory
    List<DynamicTest> each_change_is_made_by_one_update() {
        var changes = Map.of(
                "text", new Parameters("Buy oats", "ada", "green", COMPLETE.labels(), COMPLETE.answerTo(), null),
                "color", new Parameters("Buy milk", "ada", "blue", COMPLETE.labels(), COMPLETE.answerTo(), null),
                "labels", new Parameters("Buy milk", "ada", "green", List.of("food"), COMPLETE.answerTo(), null),
                "everything taken away", MINIMAL);
        return changes.entrySet().stream()
                .map(change -> DynamicTest.dynamicTest(change.getKey(), () -> {
                    server.notes().clear();
                    adapter.create(target(COMPLETE));
                    var observed = read(COMPLETE);
                    adapter.update(target(change.getValue()), observed, difference(change.getValue(), observed));
                    assertThat(difference(change.getValue(), read(change.getValue())))
                            .isEmpty();
                }))
                .toList();
    }

    @Test
    void a_color_that_nobody_asked_for_is_left_alone() {
        adapter.create(target(COMPLETE));
        adapter.update(target(MINIMAL), read(MINIMAL), List.of());
        assertThat(read(MINIMAL).parameters().color()).isEqualTo("green");
    }

    @Test
    void labels_in_another_order_are_no_difference_and_another_author_would_need_another_note() {
        adapter.create(target(COMPLETE));
        var reordered = new Parameters("Buy milk", "ada", "green", List.of("food", "shop"), COMPLETE.answerTo(), null);
        var forged = new Parameters("Buy milk", "bob", "green", COMPLETE.labels(), COMPLETE.answerTo(), null);
        assertThat(difference(reordered, read(reordered))).isEmpty();
        assertThat(difference(forged, read(forged)))
                .singleElement()
                .satisfies(change -> assertThat(change.needsReplacement()).isTrue());
    }

    @Test
    void a_note_of_somebody_else_is_not_overwritten_by_a_create() {
        server.notes().put("milk", "{\"text\":\"Mine\",\"author\":\"bob\"}");
        refused(CloudError.Conflict.class, () -> adapter.create(target(COMPLETE)));
        assertThat(server.notes().get("milk")).contains("Mine");
        assertThat(read(COMPLETE).ownerUid()).as("it is not ours").isNull();
    }

    @Test
    void deleting_what_is_gone_succeeds() {
        adapter.create(target(COMPLETE));
        adapter.delete(target(COMPLETE));
        adapter.delete(target(COMPLETE));
        assertThat(server.notes()).isEmpty();
    }

    @Test
    void every_call_is_told_with_how_it_ended() {
        adapter.create(target(COMPLETE));
        adapter.delete(target(COMPLETE));
        adapter.delete(target(COMPLETE));
        assertThat(calls).containsExactly("CreateNote OK", "DeleteNote OK", "DeleteNote Http404");
    }

    @Test
    void failures_say_what_is_to_be_done_about_them() throws IOException {
        refused(CloudError.Denied.class, () -> adapter.read(target(server.url(), "wrong", "milk")));
        refused(CloudError.Invalid.class, () -> adapter.read(target(server.url(), "right", "../milk")));
        refused(
                CloudError.Transient.class,
                () -> adapter.read(target(URI.create("http://127.0.0.1:1"), "right", "milk")));

        var other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.start();
        try {
            var url = URI.create("http://127.0.0.1:" + other.getAddress().getPort());
            refused(CloudError.Transient.class, () -> adapter.read(target(url, "right", "milk")));
        } finally {
            other.stop(0);
        }
    }

    private static void refused(Class<? extends CloudError> error, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.error()).isInstanceOf(error));
    }

    private Observed<Parameters, Outputs> read(Parameters desired) {
        return adapter.read(target(desired)).orElseThrow();
    }

    /** As the kernel sees it. */
    private static List<FieldChange> difference(Parameters desired, Observed<Parameters, Outputs> observed) {
        return Diff.between(
                JSON.valueToTree(observed.parameters()), JSON.valueToTree(desired), FieldRules.of(Parameters.class));
    }

    private Target<Parameters, NotesSession> target(Parameters desired) {
        var target = target(server.url(), "right", "milk");
        return new Target<>(target.session(), target.region(), target.externalName(), desired, OWNER);
    }

    private Target<Parameters, NotesSession> target(URI url, String token, String name) {
        var context = new ProviderContext(
                (service, operation, code, took) -> calls.add(operation + " " + code), CallLimits.DEFAULT);
        return new Target<>(new NotesSession(http, url, token, context), "global", name, COMPLETE, OWNER);
    }
}
