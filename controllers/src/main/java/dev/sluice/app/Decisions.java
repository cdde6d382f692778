package dev.sluice.app;

import dev.sluice.gate.Decision;
import dev.sluice.gate.DecisionSink;
import dev.sluice.gate.log.DecisionLog;
import dev.sluice.gate.log.LineWriter;
import dev.sluice.gate.log.RotatingFile;
import dev.sluice.kube.ReplicaName;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where decisions are recorded, as the options say. */
final class Decisions implements DecisionSink, AutoCloseable {
    private static final String OFF = "off";
    private static final String STDOUT = "-";
    private static final long FILE_BYTES = 16L * 1024 * 1024;
    private static final int FILES_ASIDE = 3;

    private final @Nullable DecisionLog log;

    private Decisions(@Nullable DecisionLog log) {
        this.log = log;
    }

    static Decisions of(@Nullable String where, Path cacheDir, MeterRegistry metrics) {
        if (OFF.equals(where)) {
            return new Decisions(null);
        }
        var file = where == null ? cacheDir.resolve("decisions.jsonl") : Path.of(where);
        var out = STDOUT.equals(where)
                ? LineWriter.to(new FileOutputStream(FileDescriptor.out))
                : new RotatingFile(file, FILE_BYTES, FILES_ASIDE);
        var log = new DecisionLog(out, Map.of("id", ReplicaName.own(), "app", "sluice"));
        FunctionCounter.builder("sluice_decision_log_written", log, DecisionLog::written)
                .description("Decisions written to the decision log.")
                .register(metrics);
        FunctionCounter.builder("sluice_decision_log_dropped", log, DecisionLog::dropped)
                .description("Decisions that the decision log has left out, because it could not keep up or not write.")
                .register(metrics);
        return new Decisions(log);
    }

    @Override
    public void decided(Decision decision, long nanoseconds) {
        if (log != null) {
            log.decided(decision, nanoseconds);
        }
    }

    @Override
    public void close() throws IOException {
        if (log != null) {
            log.close();
        }
    }
}
