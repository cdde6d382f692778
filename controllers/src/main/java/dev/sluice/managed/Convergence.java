package dev.sluice.managed;

import dev.sluice.api.FieldChange;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagementPolicy;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Provider;
import dev.sluice.provider.Session;
import dev.sluice.provider.field.FieldRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The phases from a managed resource to the cloud, in order. Knows nothing of the framework that calls it. */
final class Convergence<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    /** Create, its completion, and one look at the result fit; more would be a loop. */
    private static final int MAX_ROUNDS = 4;

    private static final Duration RARELY = Duration.ofMinutes(2);

    private final Provider<S> provider;
    private final Shared shared;
    private final Resolver<P, O, R, S> resolver;
    private final SecretValues secretValues;
    private final Connections<P, O, R, S> connections;
    private final Observer<P, O, R, S> observer;
    private final Whereabouts<P, O, R, S> whereabouts;
    private final Planner planner;
    private final Claims<P, O, R, S> claims;
    private final Creation<P, O, R, S> creation;
    private final Alteration<P, O, R, S> alteration;
    private final Deletion<P, O, R, S> deletion;
    private final DriftWatch drifts;
    private final ConfigPermission permission;
    private final boolean carriesOwnerTag;

    Convergence(
            Kind<P, O, R, S> kind,
            Provider<S> provider,
            FieldRules rules,
            Objects<P, O, R> objects,
            StatusRenderer<P, O, R, S> renderer,
            Shared shared) {
        var calls = new CloudCalls(shared.budget(), service(kind.type()), new Scrubber(rules, shared.json()));
        var actor = new CloudActor<>(kind.adapter());
        this.planner = new Planner(rules);
        var judge = new Judge<P, O, R, S>(provider.name(), rules, new Approvals(planner, shared), shared);
        this.provider = provider;
        this.permission = new ConfigPermission(provider.configType(), shared.configs());
        this.shared = shared;
        this.resolver = new Resolver<>(kind, rules, shared);
        this.secretValues = new SecretValues(rules, shared);
        this.connections = new Connections<>(kind.adapter(), rules, shared);
        this.claims = new Claims<>(objects, shared);
        this.observer =
                new Observer<>(kind.adapter(), calls, objects, claims, new Adopter<>(kind.adapter(), calls), shared);
        this.whereabouts = new Whereabouts<>(kind, provider, calls, planner, shared);
        this.carriesOwnerTag = kind.adapter().carriesOwnerTag();
        this.drifts = new DriftWatch(ReconcileMetrics.gvk(kind.type()), shared);
        this.creation = new Creation<>(actor, calls, claims, judge, shared);
        this.alteration = new Alteration<>(
                actor,
                calls,
                claims,
                judge,
                objects,
                renderer,
                drifts,
                carriesOwnerTag && kind.identity() != Kind.Identity.BLIND);
        this.deletion = new Deletion<>(observer, planner, actor, calls, claims, judge, shared);
    }

    Outcome run(Facts<P, O, R, S> facts) {
        return connections.publish(facts, reconciled(facts));
    }

    private Outcome reconciled(Facts<P, O, R, S> facts) {
        var paused =
                Pause.of(facts.object.annotation(Sluice.PAUSED), shared.clock().instant());
        if (paused != null) {
            facts.due = paused.until();
            return paused;
        }
        if (facts.object.isMarkedForDeletion()) {
            return delete(facts);
        }
        var notAllowed = permission.obstacle(facts.object);
        if (notAllowed != null) {
            return notAllowed;
        }
        var session = provider.connect(shared.configs(), facts.object.getSpec().providerConfigName());
        var wrong = resolver.wrong(facts.object);
        if (wrong != null) {
            return new Outcome.Refused("IgnoreChangesInvalid", wrong);
        }
        Outcome unresolved;
        try {
            unresolved = resolver.resolve(facts);
        } catch (Wishes.InvalidException e) {
            return new Outcome.Refused("InitProviderInvalid", String.valueOf(e.getMessage()));
        }
        if (unresolved != null) {
            return unresolved;
        }
        var unread = secretValues.resolve(facts);
        if (unread != null) {
            return unread;
        }
        facts.target = resolver.target(facts, session, facts.externalName());
        var unclear = Adopter.unclear(facts);
        if (unclear != null) {
            return unclear;
        }
        var leftBehind = elsewhere(facts);
        if (leftBehind != null) {
            return leftBehind;
        }
        return isAsWantedAtAGlance(facts) ? inSync(facts) : converge(facts);
    }

    /** The resource is where the wish does not lead any more: in another account or region, or under another parent. */
    private @Nullable Outcome elsewhere(Facts<P, O, R, S> facts) {
        var elsewhere = whereabouts.elsewhere(facts);
        if (elsewhere != null || !whereabouts.isReplaced(facts)) {
            return elsewhere != null ? elsewhere : whereabouts.leftBehind(facts);
        }
        var found = whereabouts.asRecorded(facts);
        if (found.isEmpty()) {
            return null;
        }
        observer.see(facts, found);
        return facts.ours() && resolver.settle(facts) == null && plan(facts) instanceof Plan.ReplaceRequired replace
                ? replaceRequired(replace)
                : null;
    }

    /** Nothing is decided on a shared read but that there is nothing to decide: anything else is looked at anew. */
    private boolean isAsWantedAtAGlance(Facts<P, O, R, S> facts) {
        if (observer.glance(facts)
                && facts.ours()
                && facts.observed().state() == Observed.State.AVAILABLE
                && resolver.settle(facts) == null
                && plan(facts) instanceof Plan.None) {
            return true;
        }
        facts.unseen();
        return false;
    }

    /** The polls of this kind; empty where the API describes one resource at a time. */
    Optional<Polls<P, O, S>> polls() {
        return observer.polls();
    }

    /** Notes to whom an object refers, before it is reconciled. */
    void noteReferences(R object) {
        resolver.note(object);
    }

    private Outcome delete(Facts<P, O, R, S> facts) {
        if (!facts.hasFinalizer()) {
            return new Outcome.Released();
        }
        if (!facts.allows(ManagementPolicy.DELETE)) {
            return claims.release(
                    facts,
                    "Orphaned",
                    "%s stays in the cloud: spec.managementPolicies do not allow Delete.".formatted(facts.display()));
        }
        var session = provider.connect(shared.configs(), facts.object.getSpec().providerConfigName());
        // A reference that does not resolve any more does not keep a resource from being deleted.
        resolver.resolveToDelete(facts);
        var claimed = facts.claimedName();
        facts.target = resolver.target(facts, session, claimed == null ? facts.externalName() : claimed);
        var elsewhere = whereabouts.elsewhere(facts);
        if (elsewhere != null) {
            return elsewhere;
        }
        var notAllowed = permission.obstacle(facts.object);
        return notAllowed == null || isGoneOrOurs(facts) ? deletion.run(facts) : notAllowed;
    }

    /**
     * What a permission that was withdrawn leaves behind may be deleted, or it would be orphaned. Only by the cloud's own
     * word that it is ours: an annotation or another configuration's status must not delete what others have.
     */
    private boolean isGoneOrOurs(Facts<P, O, R, S> facts) {
        observer.observe(facts);
        return facts.observed == null || facts.tagged();
    }

    private Outcome converge(Facts<P, O, R, S> facts) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            observer.observe(facts);
            var obstacle = observer.obstacle(facts);
            if (obstacle != null) {
                return obstacle;
            }
            var missing = resolver.settle(facts);
            if (missing != null) {
                return missing;
            }
            var outcome = switch (plan(facts)) {
                case Plan.None none -> inSync(facts);
                case Plan.ReplaceRequired replace -> replaceRequired(replace);
                case Plan.Create create -> create(facts);
                case Plan.Update update -> update(facts, update);
                case Plan.Delete delete -> throw new IllegalStateException("nobody asked for a deletion");
            };
            if (outcome != null) {
                return outcome;
            }
        }
        return new Outcome.Progressing("The cloud does not show the change yet.");
    }

    private Plan plan(Facts<P, O, R, S> facts) {
        var recorded = facts.recordedJson(shared.json());
        // After our own call the difference to what was recorded is our doing; before an adoption it is nobody's
        // concern.
        var ours = facts.created || facts.updated || facts.adopting;
        // Where we may not write, or a tag has no place, a missing one is no difference.
        var tagless = facts.identity == Kind.Identity.BLIND || !carriesOwnerTag;
        var tagged = !facts.adopting && (facts.tagged() || tagless || !facts.allows(ManagementPolicy.UPDATE));
        var since = ours ? null : recorded;
        var plan = planner.plan(facts.desired(), facts.observedJson, since, null, known(facts), tagged);
        if (plan instanceof Plan.Update update && !update.drift().isEmpty() && facts.isWishedAnew()) {
            plan = planner.plan(
                    facts.desired(), facts.observedJson, since, whereabouts.comparable(facts), known(facts), tagged);
        }
        facts.ignored = planner.explained(facts.ignored, facts.observedJson, ours ? null : recorded, known(facts));
        facts.plan = plan;
        return plan;
    }

    private static Planner.Known known(Facts<?, ?, ?, ?> facts) {
        var before = facts.previous == null ? null : facts.previous.plan();
        var ignored = before == null ? null : before.ignored();
        return new Planner.Known(facts.ledger.newest(), ignored == null ? List.of() : ignored);
    }

    private Outcome inSync(Facts<P, O, R, S> facts) {
        drifts.asWanted(facts);
        if (facts.allows(ManagementPolicy.DELETE)) {
            claims.claim(facts);
        }
        var left = facts.ignored.stream().map(i -> i.change().path()).collect(Collectors.joining(", "));
        return new Outcome.InSync(
                left.isEmpty()
                        ? "The cloud is as wanted."
                        : "The cloud is as wanted, apart from what spec.ignoreChanges leaves alone: %s."
                                .formatted(left));
    }

    private @Nullable Outcome create(Facts<P, O, R, S> facts) {
        var nothing = Adopter.nothing(facts, RARELY);
        return nothing != null ? nothing : creation.run(facts);
    }

    private @Nullable Outcome update(Facts<P, O, R, S> facts, Plan.Update update) {
        return facts.onlyObserves()
                ? new Outcome.InSync("Only observed: spec.managementPolicies allow nothing else. %s differ."
                        .formatted(Alteration.paths(update.diff())))
                : alteration.run(facts, update);
    }

    private static Outcome replaceRequired(Plan.ReplaceRequired plan) {
        var fields = plan.diff().stream()
                .filter(FieldChange::needsReplacement)
                .map(f -> "spec.forProvider." + f.path())
                .collect(Collectors.joining(", "));
        return new Outcome.Refused(
                "ReplaceRequired",
                ("%s cannot be changed in place. Restore the value, or delete the object and create it anew;"
                                + " Sluice never replaces a resource on its own.")
                        .formatted(fields));
    }

    /** The first label of the kind's group: {@code sqs} of {@code sqs.aws.sluice.dev}. */
    private static String service(Class<? extends HasMetadata> type) {
        var group = HasMetadata.getGroup(type);
        var dot = group.indexOf('.');
        return dot < 0 ? group : group.substring(0, dot);
    }
}
