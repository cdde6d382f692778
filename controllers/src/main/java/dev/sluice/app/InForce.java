package dev.sluice.app;

import dev.sluice.admission.WebhookProbe;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.ReplicaName;
import dev.sluice.policy.InForceProof;
import dev.sluice.policy.PolicyLoader;
import dev.sluice.policy.Proof;
import dev.sluice.policy.WebhookWatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** What proves that policies are in force, and what it says to dashboards. */
final class InForce implements AutoCloseable {
    private final InForceProof proof;
    private final WebhookWatch webhook;
    private final PolicyLoader loader;
    private final MultiGauge info;

    private InForce(InForceProof proof, WebhookWatch webhook, PolicyLoader loader, MeterRegistry metrics) {
        this.proof = proof;
        this.webhook = webhook;
        this.loader = loader;
        this.info = MultiGauge.builder("sluice_policy_revision")
                .description("One for each policy, with the revision that decides and whether that is proven.")
                .register(metrics);
        for (var state : Proof.State.values()) {
            Gauge.builder(
                            "sluice_policies",
                            proof,
                            p -> p.states().values().stream()
                                    .filter(state::equals)
                                    .count())
                    .description("Policies by whether it is proven that they are in force.")
                    .tag("in_force", label(state))
                    .register(metrics);
        }
        Gauge.builder("sluice_webhook_answers", proof, p -> p.webhookAnswers() ? 1 : 0)
                .description("1 while the API server asks the webhook, 0 while it does not.")
                .register(metrics);
        proof.onLook(this::describe);
    }

    static InForce of(
            KubernetesClient client,
            String namespace,
            PolicyLoader loader,
            Supplier<Optional<String>> configuration,
            EventRecorder events,
            MeterRegistry metrics,
            InstantSource clock) {
        var probe = new WebhookProbe(client);
        var webhook = new WebhookWatch(configuration, () -> probe.ask(WebhookProbe.WEBHOOK), events);
        var proof = InForceProof.of(client, namespace, ReplicaName.own(), loader, probe::ask, webhook, clock);
        return new InForce(proof, webhook, loader, metrics);
    }

    Proof proof() {
        return proof;
    }

    void start() {
        proof.start();
    }

    /** Somebody has changed the webhook configuration. */
    void interfered(String what) {
        webhook.interfered(what);
    }

    private void describe() {
        var states = proof.states();
        // Rows that are there stay: one that is written anew may be seen twice by whoever reads meanwhile.
        info.register(loader.inForce().values().stream()
                .map(policy -> MultiGauge.Row.of(
                        Tags.of(
                                "policy",
                                policy.name(),
                                "digest",
                                policy.digest(),
                                "severity",
                                policy.severity().name().toLowerCase(Locale.ROOT),
                                "in_force",
                                label(states.getOrDefault(policy.name(), Proof.State.UNKNOWN))),
                        1))
                .toList());
    }

    private static String label(Proof.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        proof.close();
    }
}
