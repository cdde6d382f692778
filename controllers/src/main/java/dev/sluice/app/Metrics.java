package dev.sluice.app;

import dev.sluice.provider.CallListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the process costs, and what it asks of clouds. */
final class Metrics {
    private Metrics() {}

    static CallListener ofCalls(PrometheusMeterRegistry metrics) {
        return (service, operation, code, took) -> Timer.builder("sluice_external_api_calls")
                .tag("service", service)
                .tag("operation", operation)
                .tag("code", code)
                .register(metrics)
                .record(took);
    }

    /** What the process costs, under the names that dashboards know. */
    static void ofProcess(PrometheusMeterRegistry metrics) {
        Gauge.builder("process_resident_memory", () -> residentKilobytes() * 1024.0)
                .baseUnit("bytes")
                .register(metrics);
        Gauge.builder(
                        "process_start_time",
                        () -> ProcessHandle.current()
                                .info()
                                .startInstant()
                                .map(i -> (double) i.getEpochSecond())
                                .orElse(Double.NaN))
                .baseUnit("seconds")
                .register(metrics);
    }

    private static double residentKilobytes() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(l -> l.startsWith("VmRSS:"))
                    .mapToDouble(l -> Double.parseDouble(l.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException | UncheckedIOException e) {
            return Double.NaN;
        }
    }
}
