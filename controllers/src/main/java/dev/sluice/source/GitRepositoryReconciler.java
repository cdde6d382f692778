package dev.sluice.source;

import dev.sluice.api.Durations;
import dev.sluice.api.GitRepository;
import dev.sluice.api.GitRepository.Artifact;
import dev.sluice.api.Sluice;
import dev.sluice.kube.Backoff;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.EventRecorder;
import dev.sluice.kube.LeanStore;
import dev.sluice.kube.Requests;
import dev.sluice.source.SourceException.Reason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Fetches repositories. What was fetched last stays in force while a repository cannot be reached, and the condition says
 * since when that is so.
 */
@ControllerConfiguration(name = "gitrepository")
public final class GitRepositoryReconciler implements Reconciler<GitRepository>, Sources {
    private static final Logger LOG = LoggerFactory.getLogger(GitRepositoryReconciler.class);
    private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(5);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_SUBJECT = 200;

    private final KubernetesClient client;
    private final EventRecorder events;
    private final MeterRegistry metrics;
    private final InstantSource clock;
    private final Path cache;
    private final Backoff backoff = new Backoff();
    private final Map<ResourceID, GitMirror> mirrors = new ConcurrentHashMap<>();
    private final Map<ResourceID, Source> sources = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final SimpleInboundEventSource<GitRepository> pushed = new SimpleInboundEventSource<>("pushed");

    /** @param cache folder for mirrors; may be empty or lost */
    public GitRepositoryReconciler(
            KubernetesClient client, EventRecorder events, MeterRegistry metrics, InstantSource clock, Path cache) {
        NoForeignConfig.install();
        this.client = client;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
        this.cache = cache;
    }

    public static void configure(ControllerConfigurationOverrider<GitRepository> config) {
        config.withGenerationAware(false)
                .withTriggerReconcilerOnAllEvents(true)
                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                .withOnUpdateFilter(Requests::asks)
                .withItemStore(new LeanStore<>());
    }

    @Override
    public List<EventSource<?, GitRepository>> prepareEventSources(EventSourceContext<GitRepository> context) {
        return List.of(pushed);
    }

    /** Looks at the repository now; called when a push was announced. */
    void pushed(String namespace, String name) {
        pushed.propagateEvent(new ResourceID(name, namespace));
    }

    @Override
    public Optional<Source> current(String namespace, String name) {
        return Optional.ofNullable(sources.get(new ResourceID(name, namespace)));
    }

    @Override
    public void onFetch(Listener listener) {
        listeners.add(listener);
    }

    @Override
    public UpdateControl<GitRepository> reconcile(GitRepository object, Context<GitRepository> context) {
        var id = ResourceID.fromResource(object);
        if (context.isPrimaryResourceDeleted() || object.isMarkedForDeletion()) {
            forget(id);
            return UpdateControl.noUpdate();
        }
        MDC.put("reconcileId", UUID.randomUUID().toString());
        try {
            return Boolean.TRUE.equals(object.getSpec().suspend()) ? suspended(object) : fetched(object, id);
        } finally {
            MDC.remove("reconcileId");
        }
    }

    private UpdateControl<GitRepository> suspended(GitRepository object) {
        var conditions = conditions(object)
                .isFalse(Conditions.READY, "Suspended", "spec.suspend is true; what was fetched stays in force.")
                .remove(Conditions.STALLED);
        return written(object, conditions, artifactOf(object), DEFAULT_INTERVAL);
    }

    private UpdateControl<GitRepository> fetched(GitRepository object, ResourceID id) {
        var started = System.nanoTime();
        var result = "success";
        try {
            var artifact = fetch(object, id);
            backoff.reset(id.toString());
            var conditions = conditions(object)
                    .isTrue(
                            Conditions.READY,
                            "Succeeded",
                            "%s is at %s.".formatted(artifact.branch(), artifact.revision()))
                    .remove(Conditions.STALLED);
            return written(object, conditions, artifact, Backoff.jittered(interval(object), 0.1));
        } catch (SourceException e) {
            result = e.reason().name();
            return failed(object, id, e);
        } catch (RuntimeException e) {
            LOG.error("the fetch failed in an unexpected way", e);
            result = Reason.InternalError.name();
            return failed(
                    object,
                    id,
                    new SourceException(Reason.InternalError, "an error in Sluice; its log has the details"));
        } finally {
            Timer.builder("sluice_git_fetch_duration")
                    .tag("result", result)
                    .register(metrics)
                    .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        }
    }

    private Artifact fetch(GitRepository object, ResourceID id) throws SourceException {
        var spec = object.getSpec();
        var branch = spec.branch() == null ? "main" : spec.branch();
        Duration timeout;
        try {
            timeout = Durations.parse(spec.timeout(), DEFAULT_TIMEOUT);
        } catch (IllegalArgumentException e) {
            throw new SourceException(Reason.InvalidSpec, "spec.timeout: " + e.getMessage());
        }
        var mirror = mirrors.computeIfAbsent(
                id, i -> new GitMirror(cache.resolve(object.getMetadata().getUid())));
        var head = mirror.fetch(spec.url(), branch, credentials(object), timeout);
        var before = artifactOf(object);
        var known = sources.get(id);
        var isNew = known == null
                || !known.artifact().revision().equals(head.name())
                || !known.url().equals(spec.url());
        var artifact = known == null || isNew ? artifact(mirror, head, branch, before) : known.artifact();
        // Also where nothing is new: the copy may have been made anew.
        sources.put(id, new Source(spec.url(), artifact, mirror.snapshot(head)));
        if (isNew) {
            announce(object, artifact, before);
        }
        return artifact;
    }

    private Artifact artifact(GitMirror mirror, RevCommit head, String branch, @Nullable Artifact before) {
        if (before != null
                && before.revision().equals(head.name())
                && before.branch().equals(branch)) {
            return before;
        }
        var subject = head.getShortMessage();
        var rewritten = before != null && before.branch().equals(branch) && mirror.rewritten(before.revision(), head);
        return new Artifact(
                head.name(),
                branch,
                Snapshot.author(head),
                subject.length() > MAX_SUBJECT ? subject.substring(0, MAX_SUBJECT) : subject,
                now().toString(),
                rewritten ? true : null);
    }

    private void announce(GitRepository object, Artifact artifact, @Nullable Artifact before) {
        LOG.info("revision={} branch={} fetched", artifact.revision(), artifact.branch());
        var meta = object.getMetadata();
        listeners.forEach(l -> l.fetched(meta.getNamespace(), meta.getName()));
        if (before == null || !before.revision().equals(artifact.revision())) {
            if (Boolean.TRUE.equals(artifact.rewritten())) {
                events.warning(
                        object,
                        "HistoryRewritten",
                        "%s was rewritten: %s does not descend from the commit before."
                                .formatted(artifact.branch(), artifact.revision()));
            }
            events.normal(
                    object,
                    "NewRevision",
                    "%s by %s: %s".formatted(artifact.revision(), artifact.author(), artifact.subject()));
        }
    }

    private UpdateControl<GitRepository> failed(GitRepository object, ResourceID id, SourceException e) {
        var artifact = artifactOf(object);
        var message = e.getMessage()
                + (artifact == null
                        ? "."
                        : ". %s, fetched at %s, stays in force.".formatted(artifact.revision(), artifact.fetchedAt()));
        var conditions = conditions(object).isFalse(Conditions.READY, e.reason().name(), message);
        if (e.reason() == Reason.InvalidSpec) {
            conditions.isTrue(Conditions.STALLED, e.reason().name(), message);
        } else {
            conditions.remove(Conditions.STALLED);
        }
        var before = object.getStatus() == null
                ? null
                : Conditions.find(object.getStatus().conditions(), Conditions.READY);
        if (before == null || !message.equals(before.getMessage())) {
            LOG.warn("reason={} {}", e.reason(), e.getMessage());
            events.warning(object, e.reason().name(), message);
        }
        return written(object, conditions, artifact, backoff.next(id.toString()));
    }

    private UpdateControl<GitRepository> written(
            GitRepository object, Conditions conditions, @Nullable Artifact artifact, Duration again) {
        var meta = object.getMetadata();
        var status = new GitRepository.Status(
                meta.getGeneration(),
                conditions.list(),
                artifact,
                "/receivers/%s/%s".formatted(meta.getNamespace(), meta.getName()),
                Requests.requestedAt(object));
        if (status.equals(object.getStatus())) {
            return UpdateControl.<GitRepository>noUpdate().rescheduleAfter(again);
        }
        var patch = new GitRepository();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .build());
        patch.setStatus(status);
        return UpdateControl.patchStatus(patch).rescheduleAfter(again);
    }

    private @Nullable CredentialsProvider credentials(GitRepository object) throws SourceException {
        var reference = object.getSpec().secretRef();
        if (reference == null) {
            return null;
        }
        var namespace = object.getMetadata().getNamespace();
        var secret = secret(namespace, reference.name());
        if (secret == null || secret.getData() == null || !secret.getData().containsKey("password")) {
            throw new SourceException(
                    Reason.SecretNotFound,
                    "spec.secretRef: the Secret %s/%s with the key password does not exist"
                            .formatted(namespace, reference.name()));
        }
        return new UsernamePasswordCredentialsProvider(
                text(secret.getData().getOrDefault("username", "")),
                text(secret.getData().get("password")));
    }

    private @Nullable Secret secret(String namespace, String name) throws SourceException {
        try {
            return client.secrets().inNamespace(namespace).withName(name).get();
        } catch (KubernetesClientException e) {
            throw new SourceException(
                    Reason.SecretNotFound,
                    "spec.secretRef: the Secret %s/%s cannot be read now: HTTP %d"
                            .formatted(namespace, name, e.getCode()));
        }
    }

    private static String text(@Nullable String base64) {
        return base64 == null ? "" : new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8).strip();
    }

    private Conditions conditions(GitRepository object) {
        var status = object.getStatus();
        return new Conditions(
                status == null ? null : status.conditions(),
                object.getMetadata().getGeneration(),
                clock);
    }

    private static @Nullable Artifact artifactOf(GitRepository object) {
        return object.getStatus() == null ? null : object.getStatus().artifact();
    }

    private static Duration interval(GitRepository object) {
        try {
            return Durations.parse(object.getSpec().interval(), DEFAULT_INTERVAL);
        } catch (IllegalArgumentException e) {
            return DEFAULT_INTERVAL;
        }
    }

    private Instant now() {
        return Objects.requireNonNull(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private void forget(ResourceID id) {
        sources.remove(id);
        backoff.reset(id.toString());
        var mirror = mirrors.remove(id);
        if (mirror != null) {
            mirror.discard();
        }
    }
}
