package dev.sluice.policy;

import dev.sluice.admission.WebhookProbe.Result;
import dev.sluice.kube.EventRecorder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the API server asks the webhook at all: its configuration is as it has to be, and a probe is answered. Said as
 * an Event when it fails twice, a moment apart.
 */
public final class WebhookWatch {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookWatch.class);
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final HasMetadata CONFIGURATION = new ValidatingWebhookConfigurationBuilder()
            .withNewMetadata()
            .withName("sluice")
            .endMetadata()
            .build();

    private final Supplier<Optional<String>> configuration;
    private final Supplier<Result> probe;
    private final EventRecorder events;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable String broken;
    private boolean fine;

    /**
     * @param configuration what is wrong with the webhook configuration, after an attempt to restore it
     * @param probe asks the API server for an answer of the webhook
     */
    public WebhookWatch(Supplier<Optional<String>> configuration, Supplier<Result> probe, EventRecorder events) {
        this.configuration = configuration;
        this.probe = probe;
        this.events = events;
    }

    /** Why the webhook is not asked; null while it is, as far as is known. */
    @Nullable
    String broken() {
        return broken;
    }

    /** Whether the last look found everything in order. */
    boolean isFine() {
        return fine;
    }

    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Somebody has changed the configuration; whether it could be restored is seen by the next look. */
    public void interfered(String what) {
        events.warning(
                CONFIGURATION, "WebhookChanged", "Somebody interfered: %s. It is being restored.".formatted(what));
        listeners.forEach(Runnable::run);
    }

    void look() {
        var wrong = wrong();
        if (wrong.isPresent() && broken == null) {
            // The API server learns of a new configuration a moment late.
            wrong = again();
            wrong.ifPresent(this::tell);
        }
        if (wrong.isEmpty() && broken != null) {
            LOG.info("the webhook is asked again");
            events.normal(CONFIGURATION, "WebhookAnswers", "What is asked of the API server is judged again.");
        }
        broken = wrong.orElse(null);
    }

    private void tell(String wrong) {
        LOG.error("the webhook is not asked: {}", wrong);
        events.warning(
                CONFIGURATION, "WebhookBroken", "What is asked of the API server is not judged: %s.".formatted(wrong));
    }

    private Optional<String> again() {
        try {
            Thread.sleep(MOMENT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return wrong();
    }

    private Optional<String> wrong() {
        fine = false;
        var wrong = configuration.get();
        if (wrong.isPresent()) {
            return wrong;
        }
        return switch (probe.get()) {
            case Result.Answered answered -> {
                fine = true;
                yield Optional.empty();
            }
            case Result.Silent silent -> Optional.of(silent.why());
            // Nothing is known of the webhook: what was known stays.
            case Result.Unasked unasked -> Optional.ofNullable(broken);
        };
    }
}
