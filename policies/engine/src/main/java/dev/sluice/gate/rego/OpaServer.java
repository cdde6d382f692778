package dev.sluice.gate.rego;

import dev.sluice.gate.rego.WasmInstance.EvaluationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real OPA with some modules, as a child process that is asked over a Unix socket. Started when it is needed, started
 * again when it dies, and ended when nobody has asked it for a while. Safe for concurrent use.
 */
final class OpaServer {
    private static final Logger LOG = LoggerFactory.getLogger(OpaServer.class);

    /** What whoever asks waits for a start; with the time of a policy still less than a decision has. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** After so long a life a death starts the pauses anew. */
    private static final Duration HEALTHY = Duration.ofMinutes(1);

    private final Path binary;
    private final List<RegoModule> modules;
    private final OpaServers all;

    /** Guarded by this. */
    private @Nullable OpaProcess process;

    private volatile Duration pause = FIRST_PAUSE;
    private volatile long notBefore = System.nanoTime();
    private volatile long asked = System.nanoTime();

    OpaServer(Path binary, List<RegoModule> modules, OpaServers all) {
        this.binary = binary;
        this.modules = modules;
        this.all = all;
    }

    /**
     * Waits until it answers.
     *
     * @throws IllegalStateException when it does not
     */
    void start() {
        asked = System.nanoTime();
        running().awaitReady(Duration.ofSeconds(20));
    }

    /**
     * The body of the answer to a query.
     *
     * @throws EvaluationException when there is none
     */
    byte[] ask(String path, byte[] body, Duration limit) {
        asked = System.nanoTime();
        OpaProcess ready;
        try {
            ready = running();
            ready.awaitReady(PATIENCE);
        } catch (IllegalStateException e) {
            throw new EvaluationException(
                    "the OPA that evaluates it does not run (%s); it is started again".formatted(e.getMessage()));
        }
        try (var watchdog = new Watchdog()) {
            return watchdog.within(limit, () -> ready.post(path, body));
        }
    }

    private OpaProcess running() {
        synchronized (this) {
            if (process != null && process.isAlive()) {
                return process;
            }
        }
        if (System.nanoTime() - notBefore < 0) {
            throw new IllegalStateException("it has died and is not started again at once");
        }
        all.starting(this);
        synchronized (this) {
            if (process == null || !process.isAlive()) {
                process = OpaProcess.start(binary, modules);
                var started = process;
                Thread.ofVirtual().name("opa-server").start(() -> lookAfter(started));
            }
            return process;
        }
    }

    /** Until it has died, and then starts another; or until it is not needed. */
    private void lookAfter(OpaProcess mine) {
        var since = System.nanoTime();
        try {
            while (!mine.awaitDeath(LOOK)) {
                if (System.nanoTime() - asked > IDLE.toNanos()) {
                    LOG.info("the OPA server was not asked for {} min and is ended", IDLE.toMinutes());
                    stop();
                }
            }
            if (!isCurrent(mine)) {
                return;
            }
            LOG.warn("the OPA server has died and is started again: {}", mine.lastWords());
            if (System.nanoTime() - since > HEALTHY.toNanos()) {
                pause = FIRST_PAUSE;
            }
            notBefore = System.nanoTime() + pause.toNanos();
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            if (isCurrent(mine)) {
                running();
            }
        } catch (IllegalStateException e) {
            LOG.warn("the OPA server cannot be started: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            mine.close();
        }
    }

    private synchronized boolean isCurrent(OpaProcess one) {
        return process == one;
    }

    /** Whoever asks it again starts it again. */
    void stop() {
        OpaProcess mine;
        synchronized (this) {
            mine = process;
            process = null;
        }
        all.stopped(this);
        if (mine != null) {
            mine.close();
        }
    }
}
