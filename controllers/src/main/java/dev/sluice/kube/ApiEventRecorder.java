package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events to the API server from one background thread with a bounded queue.
 *
 * <p>Repetition is kept away from etcd as client-go does it: the same Event about the same object becomes a series with
 * a count, and an object that produces more than {@value #BURST} Events is held to one in {@link #REFILL}. What is
 * dropped is counted in {@code sluice_events_dropped_total}.
 */
public final class ApiEventRecorder implements EventRecorder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiEventRecorder.class);
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String CONTROLLER = "sluice.dev/controller";
    private static final int QUEUE = 1024;
    private static final int REMEMBERED = 4096;
    private static final int BURST = 25;
    private static final int MAX_NOTE = 1024;
    private static final int ELLIPSIS_BYTES = 3;
    private static final int MAX_NAME = 200;
    private static final Duration REFILL = Duration.ofMinutes(5);

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Counter dropped;
    private final BlockingQueue<Said> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<Said, Written> written = lru();
    private final Map<String, Allowance> allowances = lru();
    private final Thread worker;

    public ApiEventRecorder(KubernetesClient client, MeterRegistry metrics, InstantSource clock) {
        this.client = client;
        this.clock = clock;
        this.dropped = Counter.builder("sluice_events_dropped")
                .description("Events not written because too many were waiting or their object said too much.")
                .register(metrics);
        this.worker = Thread.ofVirtual().name("events").start(this::work);
    }

    @Override
    public void normal(HasMetadata about, String reason, String message) {
        offer(about, "Normal", reason, message);
    }

    @Override
    public void warning(HasMetadata about, String reason, String message) {
        offer(about, "Warning", reason, message);
    }

    @Override
    public void close() {
        worker.interrupt();
    }

    private void offer(HasMetadata about, String type, String reason, String message) {
        if (!queue.offer(new Said(Subject.of(about), type, reason, shortened(message)))) {
            dropped.increment();
        }
    }

    /** The API server counts bytes. */
    private static String shortened(String message) {
        if (message.getBytes(StandardCharsets.UTF_8).length <= MAX_NOTE) {
            return message;
        }
        var bytes = 0;
        var end = 0;
        while (end < message.length()) {
            var next = message.offsetByCodePoints(end, 1);
            bytes += message.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_NOTE - ELLIPSIS_BYTES) {
                break;
            }
            end = next;
        }
        return message.substring(0, end) + "…";
    }

    private void work() {
        try {
            while (true) {
                write(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Said said) {
        var now = clock.instant();
        if (!allowances
                .computeIfAbsent(said.subject().key(), k -> new Allowance(now))
                .take(now)) {
            dropped.increment();
            return;
        }
        try {
            var before = written.get(said);
            written.put(said, before == null ? create(said, now) : repeat(before, now));
        } catch (RuntimeException e) {
            // An Event that expired or a namespace that is going away: the next occurrence starts anew.
            written.remove(said);
            LOG.warn(
                    "event reason={} about={} not written: {}",
                    said.reason(),
                    said.subject().key(),
                    e.getMessage());
        }
    }

    private Written create(Said said, Instant now) {
        var subject = said.subject();
        var event = new EventBuilder()
                .withNewMetadata()
                .withName(name(subject, now))
                .withNamespace(subject.eventNamespace())
                .endMetadata()
                .withType(said.type())
                .withReason(said.reason())
                .withAction(said.reason())
                .withNote(said.note())
                .withReportingController(CONTROLLER)
                .withReportingInstance(CONTROLLER)
                .withEventTime(micros(now))
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(subject.apiVersion())
                        .withKind(subject.kind())
                        .withNamespace(subject.namespace())
                        .withName(subject.name())
                        .withUid(subject.uid())
                        .build())
                .build();
        return new Written(client.resource(event).create(), 1);
    }

    private Written repeat(Written before, Instant now) {
        var count = before.count() + 1;
        var series = new EventBuilder(before.event())
                .withNewSeries()
                .withCount(count)
                .withLastObservedTime(micros(now))
                .endSeries()
                .build();
        return new Written(client.resource(series).patch(), count);
    }

    /** As client-go names Events: the object, a dot, and nanoseconds in hexadecimal. */
    private static String name(Subject subject, Instant now) {
        var object = subject.name();
        return "%s.%x"
                .formatted(
                        object.length() > MAX_NAME ? object.substring(0, MAX_NAME) : object,
                        now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }

    private static MicroTime micros(Instant at) {
        return new MicroTime(MICROS.format(at));
    }

    private static <K, V> Map<K, V> lru() {
        return new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    private record Said(Subject subject, String type, String reason, String note) {}

    private record Written(Event event, int count) {}

    private record Subject(
            String apiVersion,
            String kind,
            @Nullable String namespace,
            String name,
            @Nullable String uid) {

        static Subject of(HasMetadata about) {
            var meta = about.getMetadata();
            return new Subject(
                    about.getApiVersion(), about.getKind(), meta.getNamespace(), meta.getName(), meta.getUid());
        }

        String key() {
            return kind + "/" + namespace + "/" + name;
        }

        /** Events about cluster-scoped objects live in the namespace default. */
        String eventNamespace() {
            return namespace == null || namespace.isEmpty() ? "default" : namespace;
        }
    }

    /** A token bucket for one object. */
    private static final class Allowance {
        private double tokens = BURST;
        private Instant last;

        Allowance(Instant now) {
            this.last = now;
        }

        boolean take(Instant now) {
            tokens = Math.min(
                    BURST, tokens + (double) Duration.between(last, now).toMillis() / REFILL.toMillis());
            last = now;
            if (tokens < 1) {
                return false;
            }
            tokens -= 1;
            return true;
        }
    }
}
