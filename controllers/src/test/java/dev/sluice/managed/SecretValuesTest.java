package dev.sluice.managed;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.api.FieldChange;
import dev.sluice.api.Sluice;
import dev.sluice.kube.Conditions;
import dev.sluice.provider.CloudError;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Values that are taken from Secrets: they reach the cloud, change with the Secret, and are told to nobody. */
class SecretValuesTest {
    private static final String PLANTED = "planted-h7Kq2";
    private static final String ROTATED = "rotated-Zp91x";

    /** The cloud tells this one, so it is compared. */
    private static final String COMPARED = """
            {"region": "eu", "passwordSecretRef": {"name": "login", "key": "password"}}""";

    /** The cloud does not tell this one: what was set last has to be known. */
    private static final String UNTOLD = """
            {"region": "eu", "tokenSecretRef": {"name": "login", "key": "password"}}""";

    private final World world = World.withNamesOfOurOwn();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private Level level = Level.INFO;

    @BeforeEach
    void listen() {
        level = root.getLevel();
        root.setLevel(Level.TRACE);
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        root.detachAppender(log);
        root.setLevel(level);
    }

    @Test
    void the_value_reaches_the_cloud() {
        world.secrets.put("login", "password", PLANTED);

        world.inSync("orders", COMPARED);

        assertThat(inCloud("password")).isEqualTo(PLANTED);
    }

    @Test
    void the_value_is_told_to_nobody_in_its_whole_life() {
        world.secrets.put("login", "password", PLANTED);
        for (var wish : new String[] {COMPARED, UNTOLD}) {
            world.objects.apply("orders", wish);
            world.settle("orders");
            nothingTells(PLANTED);
            world.cloud.change("orders", r -> r.put("password", "by-hand").put("tokenVersion", "by-hand"));
            world.settle("orders");
            world.secrets.put("login", "password", ROTATED);
            world.objects.mode("orders", "approval", "Manual");
            world.settleFor("orders", 3);
            nothingTells(PLANTED, ROTATED);
            world.forbid(change -> "no");
            world.settleFor("orders", 3);
            nothingTells(PLANTED, ROTATED);
            world.policy = change -> dev.sluice.gate.PolicySet.Judgement.NOTHING;
            world.objects.annotate(
                    "orders",
                    Sluice.APPROVED_PLAN,
                    world.status("orders").plan().hash());
            world.settle("orders");
            nothingTells(PLANTED, ROTATED);
            world.objects.mode("orders", "approval", "Automatic");
            world.objects.delete("orders");
            world.settle("orders");
            nothingTells(PLANTED, ROTATED);
            world.secrets.put("login", "password", PLANTED);
        }
        assertThat(world.judged).as("policy was asked").isNotEmpty();
        assertThat(log.list).as("something was logged").isNotEmpty();
    }

    private void nothingTells(String... values) {
        for (var value : values) {
            if (world.objects.exists("orders")) {
                assertThat(world.objects.text("orders")).doesNotContain(value);
            }
            assertThat(world.events).noneMatch(event -> event.contains(value));
            assertThat(world.judged).noneMatch(change -> change.toString().contains(value));
            assertThat(log.list).noneMatch(event -> event.getFormattedMessage().contains(value));
        }
    }

    @Test
    void what_the_cloud_quotes_of_the_value_is_hidden() {
        world.secrets.put("login", "password", PLANTED);
        world.objects.apply("orders", UNTOLD);
        world.cloud.refuses(
                "create", new CloudError.Invalid("Value '%s' at 'token' is too short".formatted(PLANTED), "token"));

        world.reconcile("orders");

        assertThat(world.message("orders", Conditions.SYNCED))
                .contains("Value '%s' at 'token' is too short".formatted(FieldChange.REDACTED))
                .contains("spec.forProvider.token");
        nothingTells(PLANTED);
    }

    @Test
    void a_secret_that_is_missing_is_waited_for_by_name() {
        world.objects.apply("orders", UNTOLD);

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/SecretNotReady");
        assertThat(world.message("orders", Conditions.SYNCED))
                .isEqualTo(
                        "spec.forProvider.tokenSecretRef waits for Secret shop/login to have the key password, with text.");
        assertThat(world.cloud.calls).isEmpty();
    }

    @Test
    void a_secret_that_may_not_be_read_is_waited_for_by_name() {
        world.secrets.put("login", "password", PLANTED);
        world.secrets.unreadable = true;
        world.objects.apply("orders", UNTOLD);

        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/SecretNotReady");
        assertThat(world.message("orders", Conditions.SYNCED))
                .contains("Secret shop/login to have the key password")
                .contains("answer 403");
    }

    @Test
    void a_secret_without_the_key_is_waited_for_and_wakes_when_it_has_it() {
        world.secrets.put("login", "other", PLANTED);
        world.objects.apply("orders", UNTOLD);
        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/SecretNotReady");
        world.secrets.put("unrelated", "password", PLANTED);
        assertThat(world.woken).isEmpty();

        world.secrets.put("login", "password", PLANTED);
        assertThat(world.woken).containsExactly("orders");

        world.settle("orders");
        assertThat(inCloud("token")).isEqualTo(PLANTED);
    }

    @Test
    void a_changed_secret_is_applied_where_the_cloud_tells_the_value() {
        world.secrets.put("login", "password", PLANTED);
        world.inSync("orders", COMPARED);

        world.secrets.put("login", "password", ROTATED);
        assertThat(world.woken).containsExactly("orders");
        world.settle("orders");

        assertThat(inCloud("password")).isEqualTo(ROTATED);
        assertThat(world.cloud.count("update")).isEqualTo(1);
    }

    @Test
    void a_changed_secret_is_applied_once_where_the_cloud_does_not_tell() {
        world.secrets.put("login", "password", PLANTED);
        world.inSync("orders", UNTOLD);

        world.secrets.put("login", "password", ROTATED);
        assertThat(world.woken).containsExactly("orders");
        world.settle("orders");
        world.reconcile("orders");

        assertThat(inCloud("token")).isEqualTo(ROTATED);
        assertThat(world.cloud.count("update")).isEqualTo(1);
    }

    @Test
    void a_secret_that_was_written_without_change_changes_nothing() {
        world.secrets.put("login", "password", PLANTED);
        world.inSync("orders", UNTOLD);

        world.secrets.put("login", "password", PLANTED);
        world.reconcile("orders");

        assertThat(world.cloud.mutations()).isZero();
        assertThat(world.objects.writes).isEmpty();
    }

    @Test
    void a_restart_sets_nothing_again_and_sees_what_changed_meanwhile() {
        world.secrets.put("login", "password", PLANTED);
        world.inSync("orders", UNTOLD);

        world.restart();
        world.reconcile("orders");
        assertThat(world.cloud.mutations()).isZero();

        world.secrets.put("login", "password", ROTATED);
        world.restart();
        world.settle("orders");
        assertThat(inCloud("token")).isEqualTo(ROTATED);
    }

    @Test
    void a_lost_key_of_the_digests_sets_the_value_once_more() {
        world.secrets.put("login", "password", PLANTED);
        world.inSync("orders", UNTOLD);

        world.digestKey = new byte[] {9};
        world.restart();
        world.settle("orders");
        world.reconcile("orders");

        assertThat(world.cloud.count("update")).isEqualTo(1);
        assertThat(inCloud("token")).isEqualTo(PLANTED);
    }

    @Test
    void the_digest_is_of_this_object_this_field_and_this_key_alone() {
        var digests = new Digests(() -> new byte[] {1});
        var others = new Digests(() -> new byte[] {2});

        assertThat(digests.of("a", "uid", "token"))
                .isEqualTo(digests.of("a", "uid", "token"))
                .isNotEqualTo(digests.of("b", "uid", "token"))
                .isNotEqualTo(digests.of("a", "uid-2", "token"))
                .isNotEqualTo(digests.of("a", "uid", "password"))
                .isNotEqualTo(digests.of("a", "uidtoken", ""))
                .isNotEqualTo(others.of("a", "uid", "token"));
    }

    @Test
    void an_approval_is_of_one_value_and_outlives_a_restart() {
        world.secrets.put("login", "password", PLANTED);
        world.objects.apply("orders", COMPARED);
        world.objects.mode("orders", "approval", "Manual");
        world.reconcile("orders");
        var hash = world.status("orders").plan().hash();
        world.restart();
        world.reconcile("orders");
        assertThat(world.status("orders").plan().hash()).isEqualTo(hash);

        world.objects.annotate("orders", Sluice.APPROVED_PLAN, hash);
        world.secrets.put("login", "password", ROTATED);
        world.reconcile("orders");
        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/ApprovalOutdated");
        assertThat(world.cloud.resources).isEmpty();

        world.secrets.put("login", "password", PLANTED);
        world.settle("orders");
        assertThat(inCloud("password")).isEqualTo(PLANTED);
    }

    @Test
    void policy_may_hold_a_rotation() {
        world.secrets.put("login", "password", PLANTED);
        world.inSync("orders", UNTOLD);
        world.forbid(change -> change.diff().isEmpty() ? null : "not on a Friday");

        world.secrets.put("login", "password", ROTATED);
        world.reconcile("orders");

        assertThat(world.condition("orders", Conditions.SYNCED)).isEqualTo("False/PolicyDenied");
        assertThat(world.judged.getLast().diff()).extracting(FieldChange::path).containsExactly("tokenVersion");
        assertThat(inCloud("token")).isEqualTo(PLANTED);
    }

    @Test
    void an_object_whose_secret_has_gone_can_be_deleted() {
        world.secrets.put("login", "password", PLANTED);
        world.inSync("orders", UNTOLD);
        world.secrets.remove("login");

        world.objects.delete("orders");
        world.passes(Duration.ofMinutes(1));
        world.settle("orders");

        assertThat(world.objects.exists("orders")).isFalse();
        assertThat(world.cloud.resources).isEmpty();
    }

    private String inCloud(String field) {
        return world.cloud.resource("orders").parameters.path(field).asText();
    }
}
