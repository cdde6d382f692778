package dev.sluice.managed;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** How long reconciliations of one kind take and how they end, under controller-runtime's metric names. */
final class ReconcileMetrics {
    private final String kind;
    private final MeterRegistry metrics;
    private final Timer time;

    ReconcileMetrics(Class<? extends HasMetadata> type, MeterRegistry metrics) {
        this.kind = HasMetadata.getKind(type);
        this.metrics = metrics;
        this.time = Timer.builder("controller_runtime_reconcile_time")
                .tag("controller", kind)
                .register(metrics);
    }

    /** A kind as metrics name it: {@code sqs.aws.sluice.dev/v1alpha1/Queue}. */
    static String gvk(Class<? extends HasMetadata> type) {
        return HasMetadata.getApiVersion(type) + "/" + HasMetadata.getKind(type);
    }

    void reconciled(Outcome outcome, long nanos) {
        time.record(nanos, TimeUnit.NANOSECONDS);
        metrics.counter("controller_runtime_reconcile", "controller", kind, "result", result(outcome))
                .increment();
    }

    private static String result(Outcome outcome) {
        return switch (outcome) {
            case Outcome.InSync o -> "success";
            case Outcome.Released o -> "success";
            case Outcome.Paused o -> "success";
            case Outcome.Progressing o -> "requeue_after";
            case Outcome.Deleting o -> "requeue_after";
            case Outcome.Waiting o -> "requeue_after";
            case Outcome.Again o -> "requeue";
            case Outcome.Denied o -> "denied";
            case Outcome.Refused o -> "error";
            case Outcome.Failed o -> "error";
        };
    }
}
