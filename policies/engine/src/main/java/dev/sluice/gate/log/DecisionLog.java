package dev.sluice.gate.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gate.Decision;
import dev.sluice.gate.DecisionSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every decision as one line of JSON, on a thread of its own. Nobody waits for it: when more is decided than can be
 * written, decisions are left out and counted.
 */
public final class DecisionLog implements DecisionSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Each may hold objects of a megabyte. */
    private static final int QUEUE = 256;

    /** Of one line; a larger input is left out. */
    static final int MAX_LINE = 512 * 1024;

    private static final long PATIENCE_MILLIS = 2000;

    private final LineWriter out;
    private final Map<String, String> labels;
    private final BlockingQueue<Decided> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closed;

    private record Decided(Decision decision, long nanoseconds) {}

    /**
     * @param out closed with this
     * @param labels on every line, such as the name of this process
     */
    public DecisionLog(LineWriter out, Map<String, String> labels) {
        this.out = out;
        this.labels = Map.copyOf(labels);
        this.writer = Thread.ofPlatform().name("decision-log").daemon().start(this::write);
    }

    @Override
    public void decided(Decision decision, long nanoseconds) {
        if (closed || !queue.offer(new Decided(decision, nanoseconds))) {
            dropped.increment();
        }
    }

    public long written() {
        return written.sum();
    }

    /** Decisions that were not written: too many at once, or nowhere to write to. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what was decided before. */
    @Override
    public void close() throws IOException {
        closed = true;
        try {
            writer.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.close();
    }

    private void write() {
        try {
            while (!closed || !queue.isEmpty()) {
                var next = queue.poll(200, TimeUnit.MILLISECONDS);
                if (next != null) {
                    write(next);
                }
                if (queue.isEmpty()) {
                    flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Decided decided) {
        try {
            out.line(line(decided));
            written.increment();
        } catch (IOException | RuntimeException e) {
            dropped.increment();
            LOG.warn(
                    "decision={} could not be written to the decision log: {}",
                    decided.decision().id(),
                    e.toString());
        }
    }

    private byte[] line(Decided decided) throws JsonProcessingException {
        var event = DecisionRecord.of(decided.decision(), decided.nanoseconds(), labels);
        var line = JSON.writeValueAsString(event);
        if (line.length() > MAX_LINE) {
            event.remove("input");
            event.withArray("/erased").removeAll().add("/input");
            line = JSON.writeValueAsString(event);
        }
        if (line.length() > MAX_LINE) {
            event.remove("result");
            line = JSON.writeValueAsString(event);
        }
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            LOG.warn("the decision log could not be written: {}", e.toString());
        }
    }
}
