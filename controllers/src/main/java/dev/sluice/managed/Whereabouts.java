package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks where the object had its resource when that is not where the wish leads now: nothing is left behind in silence. */
final class Whereabouts<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private final Kind<P, O, R, S> kind;
    private final Adapter<P, O, S> adapter;
    private final Provider<S> provider;
    private final CloudCalls calls;
    private final Planner planner;
    private final Shared shared;

    Whereabouts(Kind<P, O, R, S> kind, Provider<S> provider, CloudCalls calls, Planner planner, Shared shared) {
        this.kind = kind;
        this.adapter = kind.adapter();
        this.provider = provider;
        this.calls = calls;
        this.planner = planner;
        this.shared = shared;
    }

    /** In another account or region than that to which the object leads now; null where nothing is there. */
    @Nullable
    Outcome elsewhere(Facts<P, O, R, S> facts) {
        var recorded = Location.recorded(facts);
        var now = Location.of(facts);
        if (recorded == null
                || facts.onlyObserves()
                || recorded.isWhere(now)
                || (recorded.isInAccountOf(now) && isReplaced(facts))
                || isNothingAt(recorded, facts)) {
            return null;
        }
        return new Outcome.Refused(
                "LocationChanged",
                "%s is, or may be, in %s, and the provider configuration %s and the parameters lead to %s now: it would be left behind. Set back what was changed. To leave it there on purpose, set it back, take Delete out of spec.managementPolicies, delete this object and create another. If nothing is there any more, remove the annotation %s."
                        .formatted(facts.display(), recorded.place(), now.config(), now.place(), Sluice.LOCATION));
    }

    /** Asked with the configuration that led there, as long as that still does. False where it cannot be known. */
    private boolean isNothingAt(Location location, Facts<P, O, R, S> facts) {
        try {
            var session = provider.connect(shared.configs(), location.config());
            if (!session.account().equals(location.account())) {
                return false;
            }
            var claimed = facts.claimedName();
            var recorded = recorded(facts);
            var now = facts.target();
            var there = new Target<>(
                    session,
                    location.region(),
                    claimed == null ? now.externalName() : claimed,
                    recorded == null ? now.desired() : recorded,
                    now.ownerUid());
            if (!there.externalName().isEmpty()) {
                return read(there).isEmpty();
            }
            return facts.identity == Kind.Identity.TAGGED
                    && !Observer.mayBeHidden(facts, shared.clock().instant())
                    && calls.call(there, () -> adapter.find(there, Map.of(Sluice.OWNER_TAG, facts.uid())))
                            .isEmpty();
        } catch (CloudException | ProviderConfigException e) {
            return false;
        }
    }

    /** True where a parameter that cannot be changed is wished for otherwise: it may be part of how a resource is found. */
    boolean isReplaced(Facts<P, O, R, S> facts) {
        var recorded = facts.recordedJson(shared.json());
        return recorded != null && !facts.onlyObserves() && planner.replaces(facts.desired(), recorded);
    }

    /**
     * The resource as it was recorded: some parameters say where it is found, and others how the cloud's answer is
     * written down. Empty where nothing was recorded, or it is gone from there.
     */
    Optional<Observed<P, O>> asRecorded(Facts<P, O, R, S> facts) {
        var recorded = recorded(facts);
        if (recorded == null) {
            return Optional.empty();
        }
        var now = facts.target();
        var claimed = facts.claimedName();
        return read(new Target<>(
                now.session(),
                adapter.region(recorded, now.session()),
                claimed == null ? now.externalName() : claimed,
                recorded,
                now.ownerUid()));
    }

    /** The parameters that were recorded, with the secrets that are wished for: those are in no record. */
    private @Nullable P recorded(Facts<P, O, R, S> facts) {
        if (!(facts.recordedJson(shared.json()) instanceof ObjectNode recorded)) {
            return null;
        }
        var plain = planner.recordable(facts.desired());
        facts.desired().properties().stream()
                .filter(field -> plain == null || !plain.has(field.getKey()))
                .forEach(field -> recorded.set(field.getKey(), field.getValue()));
        return shared.json().convertValue(recorded, kind.parameters());
    }

    /**
     * How an answer of the cloud is written down can follow the wish, as with a key that is named in one of several ways.
     * After another wish it is written down once more by the one before, or our own wish would look like somebody's change.
     */
    @Nullable
    JsonNode comparable(Facts<P, O, R, S> facts) {
        return asRecorded(facts)
                .<JsonNode>map(found -> shared.json().valueToTree(found.parameters()))
                .orElse(null);
    }

    /**
     * The resource that this object has in the cloud under another name than it has now. It would be left behind by
     * going on, with nobody to delete it.
     */
    @Nullable
    Outcome leftBehind(Facts<P, O, R, S> facts) {
        var claimed = facts.claimedName();
        if (claimed == null || claimed.equals(facts.externalName()) || facts.onlyObserves()) {
            return null;
        }
        var now = facts.target();
        Optional<Observed<P, O>> earlier;
        try {
            earlier = read(now.named(claimed));
        } catch (CloudException e) {
            if (e.error() instanceof CloudError.Denied) {
                // A name that somebody else holds: it was wanted once, and never became ours.
                return null;
            }
            throw e;
        }
        if (earlier.isEmpty()
                || (earlier.get().ownerUid() != null
                        && !facts.uid().equals(earlier.get().ownerUid()))) {
            return null;
        }
        return new Outcome.Refused(
                "ExternalNameChanged",
                "This object has %s %s in the cloud, and would leave it behind. Set the annotation %s to %s again, or delete this object and create another."
                        .formatted(facts.object.getKind(), claimed, Sluice.EXTERNAL_NAME, claimed));
    }

    private Optional<Observed<P, O>> read(Target<P, S> target) {
        return calls.call(target, () -> adapter.read(target));
    }
}
