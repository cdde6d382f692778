package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Contexts;
import dev.sluice.kube.RecordedEvents;
import dev.sluice.tools.Tool;
import dev.sluice.tools.Toolchain;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loader and the reconciler together, with the real OPA: what is in force, and what the status says of it. */
class PolicyReconcilerTest {
    private static final Path OPA = new Toolchain(System.err::println).executable(Tool.OPA);
    private static final String FORBIDS = "package p\n\ndeny contains \"no\" if input.review.name == \"bad\"\n";
    private static final String FORBIDS_MORE = "package p\n\ndeny contains \"never\" if input.review.name != \"\"\n";
    private static final String BROKEN = "package p\n\ndeny contains \"no\" if {\n  input.x == y\n}\n";
    private static final InstantSource CLOCK = () -> Instant.parse("2026-01-01T00:00:00Z");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final RecordedEvents events = new RecordedEvents();
    private final Semaphore loads = new Semaphore(0);
    private final PolicyCompiler compiler = closing(new PolicyCompiler(OPA, CLOCK));
    private PolicyLoader loader = loader(compiler);
    private PolicyReconciler reconciler = new PolicyReconciler(compiler, loader, events, CLOCK);

    @AfterEach
    void close() throws Exception {
        for (var part : open.reversed()) {
            part.close();
        }
    }

    @Test
    void until_all_policies_of_the_cluster_are_loaded_nothing_is_admitted() {
        var policy = policy("a", 1, FORBIDS);
        reconcile(policy);

        assertThat(loader.current()).isNull();
        assertThat(reason(policy, Conditions.READY)).isEqualTo("Loading");
        assertThat(decides("good")).isEqualTo("[sluice-gate] the policies are not loaded yet; try again in a moment");
    }

    @Test
    void the_status_says_which_engine_evaluates_and_for_which_functions() {
        var here = policy("a", 1, FORBIDS);
        var there = policy(
                "b",
                1,
                "package p\n\ndeny contains \"parsed\" if {\n\tinput.review.name == \"rego\"\n\trego.parse_module(\"x\", \"package x\")\n}\n");
        start(here, there);

        reconcile(here);
        reconcile(there);

        assertThat(here.getStatus().engine()).isEqualTo("wasm");
        assertThat(there.getStatus().engine()).isEqualTo("server");
        assertThat(condition(there, "Compiled").getMessage())
                .isEqualTo(
                        "The Rego compiles. It runs on an OPA server beside Sluice, for what Sluice itself lacks: rego.parse_module.");
        assertThat(decides("rego")).isEqualTo("[b] parsed");
        assertThat(decides("good")).isEqualTo("admitted");
    }

    @Test
    void a_policy_that_compiles_is_in_force_and_its_status_keeps_the_whole_revision() {
        var policy = policy("a", 1, FORBIDS);
        start(policy);

        reconcile(policy);

        assertThat(decides("bad")).isEqualTo("[a] no");
        assertThat(decides("good")).isEqualTo("admitted");
        assertThat(reason(policy, Conditions.READY)).isEqualTo("InForce");
        assertThat(policy.getStatus().inForce().spec()).isEqualTo(policy.getSpec());
        assertThat(policy.getStatus().inForce().generation()).isEqualTo(1);
        assertThat(events.all()).containsExactly("Normal Policy a PolicyInForce Compiled and in force.");
        assertThat(reconcile(policy).isNoUpdate()).isTrue();
    }

    @Test
    void a_cluster_without_policies_admits() {
        start();

        assertThat(decides("bad")).isEqualTo("admitted");
    }

    @Test
    void a_broken_revision_says_its_line_and_the_revision_before_stays_in_force() {
        var policy = policy("a", 1, FORBIDS);
        start(policy);
        reconcile(policy);
        edit(policy, 2, BROKEN);

        reconcile(policy);

        assertThat(condition(policy, Conditions.READY).getStatus()).isEqualTo("False");
        assertThat(reason(policy, Conditions.READY)).isEqualTo("CompileFailed");
        assertThat(condition(policy, Conditions.READY).getMessage())
                .contains("line 4")
                .contains("The revision before stays in force");
        assertThat(condition(policy, Conditions.STALLED).getStatus()).isEqualTo("True");
        assertThat(reason(policy, "InForce")).isEqualTo("EarlierRevision");
        assertThat(policy.getStatus().inForce().spec().rego()).isEqualTo(FORBIDS);
        assertThat(policy.getStatus().observedGeneration()).isEqualTo(2);
        assertThat(decides("bad")).isEqualTo("[a] no");
        assertThat(events.all()).last().asString().startsWith("Warning Policy a PolicyCompileFailed");
    }

    @Test
    void the_revision_before_stays_in_force_over_a_restart() throws InterruptedException {
        var policy = policy("a", 1, FORBIDS);
        start(policy);
        reconcile(policy);
        edit(policy, 2, BROKEN);
        reconcile(policy);
        loader = loader(compiler);
        reconciler = new PolicyReconciler(compiler, loader, events, CLOCK);

        start(policy);
        reconcile(policy);

        assertThat(decides("bad")).isEqualTo("[a] no");
        assertThat(policy.getStatus().inForce().generation()).isEqualTo(1);
        assertThat(reason(policy, "InForce")).isEqualTo("EarlierRevision");
    }

    @Test
    @Timeout(60)
    void after_a_restart_what_was_in_force_is_not_looked_at_alone_again() {
        var policy = policy("a", 1, FORBIDS);
        start(policy);
        reconcile(policy);
        var unable = closing(new PolicyCompiler(Path.of("/nonexistent/opa"), CLOCK));
        loader = loader(compiler);
        reconciler = new PolicyReconciler(unable, loader, events, CLOCK);

        start(policy);
        var control = reconcile(policy);

        assertThat(decides("bad")).isEqualTo("[a] no");
        assertThat(control.isNoUpdate()).isTrue();
        assertThat(control.getScheduleDelay()).isEmpty();
    }

    @Test
    void where_what_was_in_force_does_not_load_after_a_restart_the_policy_at_fault_says_its_line() {
        var policy = policy("a", 1, FORBIDS);
        start(policy);
        reconcile(policy);
        // As another OPA, or another Sluice, may find fault with what was good.
        edit(policy, 1, BROKEN);
        var before = policy.getStatus();
        policy.setStatus(new Policy.Status(
                1L,
                before.conditions(),
                new Policy.InForce(
                        1L, before.inForce().digest(), before.inForce().since(), policy.getSpec()),
                null,
                null,
                null,
                null));
        loader = loader(compiler);
        reconciler = new PolicyReconciler(compiler, loader, events, CLOCK);

        start(policy);
        reconcile(policy);

        assertThat(loader.current()).isNull();
        assertThat(reason(policy, Conditions.READY)).isEqualTo("CompileFailed");
        assertThat(condition(policy, Conditions.READY).getMessage()).contains("line 4");
    }

    @Test
    void a_policy_that_never_compiled_forbids_nothing_says_so_and_does_not_disturb_the_others() {
        var broken = policy("broken", 1, BROKEN);
        start(policy("a", 1, FORBIDS), broken);

        reconcile(broken);

        assertThat(decides("bad")).isEqualTo("[a] no");
        assertThat(condition(broken, "InForce").getStatus()).isEqualTo("False");
        assertThat(condition(broken, Conditions.READY).getMessage()).contains("Nothing is in force");
        assertThat(broken.getStatus().inForce()).isNull();
    }

    @Test
    void a_mended_policy_takes_over() throws InterruptedException {
        var policy = policy("a", 1, BROKEN);
        start(policy);
        reconcile(policy);
        edit(policy, 2, FORBIDS_MORE);

        reconcile(policy);
        awaitLoad();
        reconcile(policy);

        assertThat(decides("good")).isEqualTo("[a] never");
        assertThat(condition(policy, Conditions.STALLED)).isNull();
        assertThat(policy.getStatus().inForce().generation()).isEqualTo(2);
    }

    @Test
    void a_deleted_policy_no_longer_decides() throws InterruptedException {
        var policy = policy("a", 1, FORBIDS);
        start(policy);

        reconciler.reconcile(policy, Contexts.deleted());
        awaitLoad();

        assertThat(decides("bad")).isEqualTo("admitted");
        assertThat(loader.inForce()).isEmpty();
    }

    @Test
    void policies_that_do_not_load_together_leave_the_set_before_in_force_and_are_tried_again() throws Exception {
        var policy = policy("a", 1, FORBIDS);
        start(policy);
        // Offered unchecked: what compiles alone may still not compile with the others.
        loader.offer(PolicyDefinition.of("b", policy("b", 1, BROKEN).getSpec()));
        awaitLoad();

        assertThat(loader.failure()).contains("do not compile together");
        assertThat(decides("bad")).isEqualTo("[a] no");
        edit(policy, 2, FORBIDS_MORE);
        reconcile(policy);
        assertThat(reason(policy, Conditions.READY)).isEqualTo("LoadFailed");
        assertThat(policy.getStatus().inForce().spec().rego()).isEqualTo(FORBIDS);

        loader.withdraw("b");
        while (loader.failure() != null) {
            awaitLoad();
        }
        assertThat(decides("good")).isEqualTo("[a] never");
    }

    @Test
    void a_first_load_that_fails_is_tried_again_without_anybody_asking() throws Exception {
        loader.offer(PolicyDefinition.of("b", policy("b", 1, BROKEN).getSpec()));
        loader.startLoading();

        awaitLoad();
        awaitLoad();

        assertThat(loader.failure()).isNotNull();
        assertThat(loader.current()).isNull();
    }

    @Test
    void somebody_who_fails_at_being_told_does_not_keep_it_from_the_others() throws Exception {
        loader.onLoad(() -> {
            throw new IllegalStateException("a bug");
        });
        var told = new Semaphore(0);
        loader.onLoad(told::release);

        start();

        assertThat(told.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_start_during_which_the_api_server_is_away_waits_for_it() {
        var answers = new ArrayList<>(List.of(false, true));

        reconciler.bootstrap(() -> {
            if (!answers.removeFirst()) {
                throw new KubernetesClientException("away");
            }
            return List.of(policy("a", 1, FORBIDS));
        });
        awaitLoadUnchecked();

        assertThat(decides("bad")).isEqualTo("[a] no");
    }

    @Test
    void where_opa_cannot_be_run_the_check_is_tried_again_and_nothing_is_said_of_the_policy() {
        var none = closing(new PolicyCompiler(Path.of("/nonexistent/opa"), CLOCK));
        var policy = policy("a", 1, FORBIDS);

        var control = new PolicyReconciler(none, loader(none), events, CLOCK).reconcile(policy, Contexts.present());

        assertThat(control.isNoUpdate()).isTrue();
        assertThat(control.getScheduleDelay()).isPresent();
    }

    private void start(Policy... policies) {
        reconciler.bootstrap((java.util.function.Supplier<Collection<Policy>>) () -> List.of(policies));
        awaitLoadUnchecked();
    }

    private void awaitLoad() throws InterruptedException {
        assertThat(loads.tryAcquire(60, TimeUnit.SECONDS)).as("a load").isTrue();
    }

    private void awaitLoadUnchecked() {
        try {
            awaitLoad();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private PolicyLoader loader(PolicyCompiler with) {
        var made = closing(new PolicyLoader(with, new SimpleMeterRegistry()));
        made.onLoad(loads::release);
        return made;
    }

    private <T extends AutoCloseable> T closing(T part) {
        open.add(part);
        return part;
    }

    private UpdateControl<Policy> reconcile(Policy policy) {
        var control = reconciler.reconcile(policy, Contexts.present());
        control.getResource().ifPresent(r -> policy.setStatus(r.getStatus()));
        return control;
    }

    private String decides(String name) {
        var object = new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode();
        var change = new Change(
                GatePoint.SYNC,
                Operation.CREATE,
                new Change.Subject("", "v1", "ConfigMap", "team", name),
                object,
                null,
                null,
                object,
                List.of(),
                null,
                null,
                null);
        return switch (new Gate(loader::current, CLOCK).decide(change)) {
            case Decision.Admitted admitted -> "admitted";
            case Decision.Rejected rejected -> rejected.message();
        };
    }

    private static Policy policy(String name, long generation, String rego) {
        var policy = new Policy();
        policy.setMetadata(new ObjectMetaBuilder().withName(name).build());
        edit(policy, generation, rego);
        return policy;
    }

    private static void edit(Policy policy, long generation, String rego) {
        policy.getMetadata().setGeneration(generation);
        policy.setSpec(Policy.Spec.of(rego));
    }

    private static String reason(Policy policy, String type) {
        return condition(policy, type).getReason();
    }

    private static Condition condition(Policy policy, String type) {
        return Conditions.find(policy.getStatus().conditions(), type);
    }
}
