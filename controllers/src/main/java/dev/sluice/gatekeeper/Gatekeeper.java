package dev.sluice.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Sluice;
import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;
import dev.sluice.gate.gatekeeper.InvalidObjectException;
import dev.sluice.gate.gatekeeper.Problem;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.kube.Backoff;
import dev.sluice.policy.PolicyLoader;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gatekeeper's templates and constraints, in force at Sluice's gates.
 *
 * <p>One thread looks at all of them whenever one of them has changed: what a constraint means hangs on its template, on
 * whether its kind is served and on what is loaded, so that looking at everything is simpler than following what hangs on
 * what, and cheap, because only new Rego is compiled. In whichever order they come, the last one to come completes them.
 */
public final class Gatekeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gatekeeper.class);
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final String ALL = "all";

    private final KubernetesClient client;
    private final PolicyLoader loader;
    private final Watched watched;
    private final Templates templates;
    private final Constraints constraints;
    private final Statuses statuses;
    private final Backoff backoff = new Backoff();
    private volatile Pass last = new Pass(Map.of(), List.of());
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final CountDownLatch offered = new CountDownLatch(1);
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gatekeeper").daemon().factory());

    /**
     * What was found when everything was looked at.
     *
     * @param digests of the templates that can be used, by kind
     */
    private record Pass(Map<String, String> digests, List<Constraints.Looked> constraints) {

        static Pass of(List<Templates.Looked> templates, List<Constraints.Looked> constraints) {
            var digests = new HashMap<String, String>();
            for (var looked : templates) {
                if (looked.template() != null && looked.problems().isEmpty()) {
                    digests.put(looked.template().kind(), looked.template().digest());
                }
            }
            return new Pass(digests, constraints);
        }

        /** A template decides by its constraints. */
        boolean isInForce(ConstraintTemplate template, PolicyLoader loader) {
            return template.digest().equals(digests.get(template.kind()))
                    && constraints.stream()
                            .filter(c -> c.object().getKind().equals(template.kind()))
                            .allMatch(c -> c.policy() == null || loader.isInForce(c.policy()));
        }
    }

    public Gatekeeper(KubernetesClient client, PolicyCompiler compiler, PolicyLoader loader, InstantSource clock) {
        this.client = client;
        this.loader = loader;
        this.watched = new Watched(client, this::changed);
        this.templates = new Templates(compiler);
        this.constraints = new Constraints(templates, loader);
        this.statuses = new Statuses(client, loader, clock);
        loader.onLoad(this::changed);
    }

    /** Whether an object is a template or a constraint. */
    public static boolean reads(JsonNode object) {
        return ConstraintTemplate.is(object) || Constraint.is(object);
    }

    /**
     * Starts, and returns when all constraints that the cluster holds have been offered to the loader, however long it takes:
     * half of the policies would admit what the other half forbids.
     */
    public void bootstrap() {
        try {
            worker.execute(watched::start);
            changed();
            offered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        watched.close();
    }

    /** What is wrong with a template or a constraint that is about to be applied, as far as that is known now. */
    public List<Problem> problems(JsonNode object) {
        try {
            if (ConstraintTemplate.is(object)) {
                return templates.problems(ConstraintTemplate.read(object));
            }
            var constraint = Constraint.read(object);
            var template = templates.of(constraint.kind());
            if (template != null) {
                constraint.of(template);
            }
            return List.of();
        } catch (InvalidObjectException e) {
            return e.problems();
        }
    }

    /** Whether a template or constraint that was applied decides now as it is written; true for one that never will. */
    public boolean isInForce(JsonNode object) {
        try {
            if (ConstraintTemplate.is(object)) {
                var wanted = ConstraintTemplate.read(object);
                return last.isInForce(wanted, loader);
            }
            var constraint = Constraint.read(object);
            var template = templates.of(constraint.kind());
            return template != null && loader.isInForce(constraint.of(template));
        } catch (InvalidObjectException e) {
            return true;
        }
    }

    private void changed() {
        if (scheduled.compareAndSet(false, true)) {
            later(QUIET);
        }
    }

    private void later(Duration delay) {
        try {
            // The task reports its own failures.
            var unused = worker.schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed; nobody looks at constraints any more");
        }
    }

    private void look() {
        scheduled.set(false);
        try {
            watched.follow();
            if (!watched.areRead()) {
                scheduled.set(true);
                later(STEP);
                return;
            }
            lookAtAll();
            offered.countDown();
            backoff.reset(ALL);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "templates and constraints could not be looked at; what is in force stays, and it is tried again",
                    e);
            if (scheduled.compareAndSet(false, true)) {
                later(backoff.next(ALL));
            }
        }
    }

    private void lookAtAll() {
        var looked = templates.look(watched.templates());
        // Offered first: whatever the API server answers below, what there is decides.
        var all = constraints.offer(watched.constraints());
        var failures = new ArrayList<RuntimeException>();
        for (var template : looked) {
            attempt(failures, () -> define(template));
            if (watched.areOurs()) {
                attempt(failures, () -> statuses.template(template, isServed(template)));
            }
        }
        last = Pass.of(looked, all);
        // The garbage collector does this too, where there is one.
        watched.orphans()
                .forEach(d -> attempt(failures, () -> client.resource(d).delete()));
        all.forEach(constraint -> attempt(failures, () -> statuses.constraint(constraint)));
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
    }

    private boolean isServed(Templates.Looked looked) {
        return looked.template() != null && watched.definition(looked.template().kind()) != null;
    }

    private static void attempt(List<RuntimeException> failures, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }

    /** Makes the definition of a template's constraints, or brings it up to date; one of somebody else's is left alone. */
    private void define(Templates.Looked looked) {
        var template = looked.template();
        if (template == null
                || !looked.problems().isEmpty()
                || !watched.areOurs()
                || looked.object().getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        var known = watched.definition(template.kind());
        if (known != null && (!Watched.isOurs(known) || template.digest().equals(digest(known)))) {
            return;
        }
        var wanted = ConstraintDefinition.of(template, looked.object());
        wanted.getMetadata().setAnnotations(Map.of(Kinds.DIGEST, template.digest()));
        if (known == null && existsForeign(wanted.getMetadata().getName())) {
            LOG.warn(
                    "definition={} belongs to somebody else and is left alone",
                    wanted.getMetadata().getName());
            return;
        }
        var context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                .withForce(true)
                .build();
        try {
            client.resource(wanted).patch(context, wanted);
        } catch (KubernetesClientException e) {
            LOG.error("template={} its constraints' kind cannot be defined: {}", template.name(), e.getMessage());
            throw e;
        }
    }

    /** The watch sees only what is labelled as a constraint's. */
    private boolean existsForeign(String name) {
        var found = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(name)
                .get();
        return found != null && !Watched.isOurs(found);
    }

    private static String digest(CustomResourceDefinition definition) {
        var annotations = definition.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(Kinds.DIGEST, "");
    }
}
