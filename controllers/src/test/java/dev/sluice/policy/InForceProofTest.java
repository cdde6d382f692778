package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admission.WebhookProbe.Result;
import dev.sluice.api.Policy;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.kube.FakeApiServer;
import dev.sluice.kube.RecordedEvents;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of policies to be in force: by the replicas' leases and by probes, against an API server of which we know all. */
class InForceProofTest {
    private static final String LEASES = "/apis/coordination.k8s.io/v1/namespaces/sluice-system/leases";
    private static final PolicyDefinition POLICY = PolicyDefinition.of(
            "a", Policy.Spec.of("package p\n\ndeny contains \"no\" if input.review.name == \"bad\"\n"));

    private final List<AutoCloseable> open = new ArrayList<>();
    private final FakeApiServer api = closing(new FakeApiServer());
    private final RecordedEvents events = new RecordedEvents();
    private final Set<String> told = new HashSet<>();
    private final PolicyCompiler compiler =
            closing(new PolicyCompiler(new Toolchain(System.err::println).executable(Tool.OPA), this::now));
    private final PolicyLoader loader = closing(new PolicyLoader(compiler, new SimpleMeterRegistry()));
    private final Replicas replicas = new Replicas(api.client(), "sluice-system", "us", this::now);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Optional<String> configuration = Optional.empty();
    private Result answer = new Result.Answered(POLICY.digest(), "set", "us");
    private final WebhookWatch webhook = new WebhookWatch(() -> configuration, () -> answer, events);
    private final InForceProof proof =
            closing(new InForceProof(loader, replicas, policy -> answer, webhook, this::now));

    private Instant now() {
        return now;
    }

    @BeforeEach
    void load() throws InterruptedException {
        others();
        proof.onChange(told::add);
        var loads = new Semaphore(0);
        loader.onLoad(loads::release);
        loader.offer(POLICY);
        loader.startLoading();
        assertThat(loads.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        for (var part : open.reversed()) {
            part.close();
        }
    }

    @Test
    void a_policy_that_every_replica_has_loaded_and_that_answers_is_in_force() {
        others(lease("other", POLICY.digest(), null, now));

        proof.tick();

        var verdict = verdict();
        assertThat(verdict.state()).isEqualTo(Proof.State.TRUE);
        assertThat(verdict.replicas()).extracting(Policy.Replica::name).containsExactly("other", "us");
        assertThat(verdict.probe()).isEqualTo(new Policy.Probe("2026-01-01T00:00:00Z", POLICY.digest(), null));
        assertThat(told).contains("a");
    }

    @Test
    void before_a_probe_is_answered_nothing_is_proven() {
        answer = new Result.Unasked("the API server is busy");

        proof.tick();

        assertThat(verdict().state()).isEqualTo(Proof.State.UNKNOWN);
        assertThat(verdict().reason()).isEqualTo("NotProbed");
        assertThat(events.all()).isEmpty();
    }

    @Test
    void a_replica_that_cannot_load_a_policy_is_named_with_its_reason() {
        others(lease("broken", null, "OPA (/nowhere) cannot be run", now));

        proof.tick();

        assertThat(verdict().state()).isEqualTo(Proof.State.FALSE);
        assertThat(verdict().message())
                .contains("1 of 2 replicas", "replica broken has no revision of it", "OPA (/nowhere) cannot be run");
    }

    @Test
    void a_replica_that_is_only_slow_is_waited_for_and_then_named() {
        others(lease("slow", "an-older-digest", null, now));

        proof.tick();

        assertThat(verdict().state()).isEqualTo(Proof.State.UNKNOWN);

        now = now.plus(Duration.ofSeconds(16));
        others(lease("slow", "an-older-digest", null, now));
        proof.tick();

        assertThat(verdict().state()).isEqualTo(Proof.State.FALSE);
        assertThat(verdict().message()).contains("replica slow still decides by an-older-dig");
    }

    @Test
    void a_replica_whose_lease_has_run_out_is_gone_and_its_lease_with_it() {
        var old = lease("gone", null, "broken", now.minus(Duration.ofMinutes(5)));
        api.serve(LEASES + "/sluice-replica-gone", old);
        others(old);

        proof.tick();

        assertThat(verdict().replicas()).extracting(Policy.Replica::name).containsExactly("us");
        assertThat(api.asked()).anySatisfy(asked -> {
            assertThat(asked.method()).isEqualTo("DELETE");
            assertThat(asked.path()).endsWith("/sluice-replica-gone");
        });
    }

    @Test
    void each_replica_writes_only_its_own_lease() {
        others(lease("other", POLICY.digest(), null, now));

        proof.tick();

        assertThat(api.asked())
                .filteredOn(asked -> asked.method().equals("PATCH"))
                .singleElement()
                .satisfies(asked -> {
                    assertThat(asked.path()).endsWith("/sluice-replica-us");
                    assertThat(asked.body().toString()).contains(POLICY.digest());
                });
    }

    @Test
    void a_webhook_that_is_not_asked_is_said_and_no_policy_counts_as_in_force() {
        proof.tick();
        assertThat(verdict().state()).isEqualTo(Proof.State.TRUE);

        answer = new Result.Silent("the API server admitted a dry run without asking the webhook");
        told.clear();
        proof.tick();

        assertThat(verdict().state()).isEqualTo(Proof.State.FALSE);
        assertThat(verdict().reason()).isEqualTo("WebhookBroken");
        assertThat(told).contains("a");
        assertThat(events.all()).singleElement().asString().contains("WebhookBroken", "without asking the webhook");

        answer = new Result.Answered(POLICY.digest(), "set", "us");
        proof.tick();

        assertThat(verdict().state()).isEqualTo(Proof.State.TRUE);
        assertThat(events.all()).last().asString().contains("WebhookAnswers");
    }

    @Test
    void a_configuration_that_cannot_be_restored_breaks_it_too() {
        configuration = Optional.of("the webhook configuration 'sluice' is missing");

        proof.tick();

        assertThat(verdict().message()).contains("'sluice' is missing");
        assertThat(proof.webhookAnswers()).isFalse();
    }

    @Test
    void an_answer_by_another_revision_proves_nothing() {
        answer = new Result.Answered("0123456789abcdef", "set", "other");

        proof.tick();

        assertThat(verdict().state()).isEqualTo(Proof.State.FALSE);
        assertThat(verdict().message()).contains("revision 0123456789ab of replica other");
    }

    @Test
    void a_proof_that_is_old_proves_nothing_any_more() {
        proof.tick();
        now = now.plus(Duration.ofMinutes(11));

        assertThat(verdict().reason()).isEqualTo("NotProbed");
    }

    private Proof.Verdict verdict() {
        return proof.of("a", POLICY.digest(), null);
    }

    private void others(String... leases) {
        api.serve(
                LEASES,
                "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"LeaseList\",\"metadata\":{},\"items\":[%s]}"
                        .formatted(String.join(",", leases)));
    }

    private static String lease(String replica, String digest, String message, Instant renewed) {
        var held = "{\"a\":{\"since\":\"2026-01-01T00:00:00Z\"%s%s}}"
                .formatted(
                        digest == null ? "" : ",\"digest\":\"" + digest + "\"",
                        message == null ? "" : ",\"message\":\"" + message + "\"");
        return """
                {"apiVersion":"coordination.k8s.io/v1","kind":"Lease",
                 "metadata":{"name":"sluice-replica-%s","namespace":"sluice-system",
                   "annotations":{"sluice.dev/loaded-policies":"%s"}},
                 "spec":{"holderIdentity":"%s","renewTime":"%s"}}
                """.formatted(
                replica, held.replace("\"", "\\\""), replica, renewed.toString().replace("Z", ".000000Z"));
    }

    private <T extends AutoCloseable> T closing(T part) {
        open.add(part);
        return part;
    }
}
