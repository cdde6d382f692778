package dev.sluice.protection;

import dev.sluice.api.Operation;
import dev.sluice.api.Sluice;
import dev.sluice.api.Usage;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.DecisionSink;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a {@link Usage} keeps an object from being deleted. The only class that does: the webhook, the sync
 * gate and the kernel all ask it. What cannot be told is protected.
 */
public final class Protection {
    private static final Logger LOG = LoggerFactory.getLogger(Protection.class);
    private static final String POLICY = "protection";

    /** Empties a namespace that is being deleted, the Usages in it too. */
    private static final String NAMESPACE_CONTROLLER = "system:serviceaccount:kube-system:namespace-controller";

    private final Usages usages;
    private final DecisionSink sink;
    private final InstantSource clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** The Usages of a cluster, and what they are about. */
    public interface Usages {
        /** False until all of them are known. */
        boolean areRead();

        List<Usage> in(String namespace);

        /** @throws RuntimeException when it cannot be told */
        boolean exists(String namespace, Usage.Subject subject);
    }

    /** An object that somebody wants to delete. */
    public record Subject(String group, String kind, String namespace, String name, Map<String, String> labels) {
        public Subject {
            labels = Map.copyOf(labels);
        }
    }

    /**
     * Why an object must not be deleted.
     *
     * @param known false where it only cannot be told yet
     */
    public record Objection(boolean known, String message) {}

    public Protection(Usages usages, InstantSource clock) {
        this(usages, DecisionSink.NONE, clock);
    }

    /** @param sink hears of every refusal: the gate is not asked any more */
    public Protection(Usages usages, DecisionSink sink, InstantSource clock) {
        this.sink = sink;
        this.usages = usages;
        this.clock = clock;
    }

    /** @param listener called when something may have lost its protection */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Some Usage has changed or gone. */
    public void changed() {
        listeners.forEach(Runnable::run);
    }

    /** An object has gone, and with it perhaps the protection of what it used. */
    public void gone(String group, String kind, String namespace) {
        var used = usages.in(namespace).stream()
                .map(usage -> usage.getSpec().by())
                .anyMatch(by -> by != null && isOf(by, group, kind));
        if (used) {
            changed();
        }
    }

    public Optional<Objection> objection(Subject subject) {
        if (!usages.areRead()) {
            return Optional.of(
                    new Objection(
                            false,
                            "Sluice has not read the Usages of the cluster yet, and their definition must be installed; try again shortly."));
        }
        return usages.in(subject.namespace()).stream()
                .filter(usage -> covers(usage.getSpec().of(), subject))
                .flatMap(usage -> objection(usage).stream())
                .findFirst()
                .map(message -> new Objection(true, message));
    }

    /** A rejection where the change would delete what is protected; empty where policy is to decide. */
    public Optional<Decision.Rejected> refusal(Change change) {
        if (change.operation() != Operation.DELETE) {
            return Optional.empty();
        }
        var started = System.nanoTime();
        var subject = subject(change);
        var refusal = objection(subject)
                .or(() -> endsByNamespace(subject, change))
                .map(objection -> new Decision.Rejected(
                        UUID.randomUUID().toString(),
                        change,
                        "none",
                        List.of(new Violation(POLICY, objection.message(), null, null, null)),
                        List.of(),
                        List.of(),
                        List.of(),
                        clock.instant()));
        refusal.ifPresent(rejected -> sink.decided(rejected, System.nanoTime() - started));
        return refusal;
    }

    /** Why this Usage protects what it is about; empty where nothing uses it any more. */
    private Optional<String> objection(Usage usage) {
        var name = "Usage %s/%s"
                .formatted(
                        usage.getMetadata().getNamespace(), usage.getMetadata().getName());
        var spec = usage.getSpec();
        var reason = spec.reason() == null ? "" : ": " + spec.reason();
        if (spec.by() == null) {
            return Optional.of("%s protects it%s. Delete the Usage first if it shall go.".formatted(name, reason));
        }
        try {
            if (!usages.exists(usage.getMetadata().getNamespace(), spec.by())) {
                return Optional.empty();
            }
        } catch (RuntimeException e) {
            LOG.warn("usage={} it cannot be told whether what uses it exists", name, e);
            return Optional.of("%s protects it, and it cannot be told whether %s still exists."
                    .formatted(name, display(spec.by())));
        }
        return Optional.of(
                "%s protects it, for %s uses it%s. Delete that first.".formatted(name, display(spec.by()), reason));
    }

    /**
     * A namespace that is deleted takes its Usages along, in no order: those that protect something stay, and the
     * namespace with them, until a person has deleted them.
     */
    private Optional<Objection> endsByNamespace(Subject subject, Change change) {
        if (!subject.group().equals(Sluice.GROUP)
                || !subject.kind().equals("Usage")
                || change.user() == null
                || !change.user().name().equals(NAMESPACE_CONTROLLER)) {
            return Optional.empty();
        }
        return usages.in(subject.namespace()).stream()
                .filter(usage -> usage.getMetadata().getName().equals(subject.name()))
                .filter(this::protectsSomething)
                .findFirst()
                .map(usage -> new Objection(
                        true,
                        "it protects %s, which the end of the namespace would delete. Delete the Usage by hand if that shall go."
                                .formatted(display(usage.getSpec().of()))));
    }

    private boolean protectsSomething(Usage usage) {
        try {
            return objection(usage).isPresent()
                    && usages.exists(
                            usage.getMetadata().getNamespace(), usage.getSpec().of());
        } catch (RuntimeException e) {
            LOG.warn(
                    "usage={} it cannot be told whether what it protects exists",
                    usage.getMetadata().getName(),
                    e);
            return true;
        }
    }

    private static boolean covers(Usage.Subject of, Subject subject) {
        if (!isOf(of, subject.group(), subject.kind())) {
            return false;
        }
        if (of.selector() != null) {
            return of.selector().matches(subject.labels());
        }
        return subject.name().equals(of.name());
    }

    private static boolean isOf(Usage.Subject subject, String group, String kind) {
        var slash = subject.apiVersion().indexOf('/');
        var itsGroup = slash < 0 ? "" : subject.apiVersion().substring(0, slash);
        return itsGroup.equals(group) && subject.kind().equals(kind);
    }

    private static String display(Usage.Subject subject) {
        return subject.selector() == null
                ? subject.kind() + " " + subject.name()
                : "a %s with the labels %s"
                        .formatted(
                                subject.kind(), new TreeMap<>(subject.selector().matchLabels()));
    }

    private static Subject subject(Change change) {
        var subject = change.subject();
        var labels = new TreeMap<String, String>();
        if (change.oldObject() != null) {
            change.oldObject()
                    .at("/metadata/labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
        }
        return new Subject(subject.group(), subject.kind(), subject.namespace(), subject.name(), labels);
    }
}
