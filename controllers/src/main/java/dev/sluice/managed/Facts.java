package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.IgnoredDifference;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.api.managed.ManagementPolicy;
import dev.sluice.api.managed.ResolvedReference;
import dev.sluice.gate.Decision;
import dev.sluice.kube.Conditions;
import dev.sluice.kube.Requests;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one reconciliation has found out so far; each phase adds to it, and the status is made from it. */
final class Facts<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    R object;
    final Kind.Identity identity;
    final @Nullable ManagedStatus<P, O> previous;
    final DriftLedger ledger;

    /** What is wished for, before it is known what there is. */
    @Nullable
    Wishes wishes;

    /** When something that was left alone for a time counts again; null where nothing does. */
    @Nullable
    Instant due;

    /** What differs and is left as it is. */
    List<IgnoredDifference> ignored = List.of();

    /** Desired parameters as JSON, references resolved as far as they could be. */
    @Nullable
    ObjectNode desired;

    /** What the references stand for; null where not all of them are resolved. */
    @Nullable
    List<ResolvedReference> references;

    @Nullable
    Target<P, S> target;

    @Nullable
    Observed<P, O> observed;

    /** Not later than what was observed was so. */
    @Nullable
    Instant observedAt;

    /** {@link #observed}'s parameters as JSON. */
    @Nullable
    JsonNode observedJson;

    @Nullable
    Plan plan;

    @Nullable
    Decision decision;

    /** Keyed digests of the values that came from Secrets, by the path of the reference. */
    final SortedMap<String, String> digests = new TreeMap<>();

    /** Names of resources with our tag, where more than one was found. */
    List<String> several = List.of();

    /** Names of resources with the tags of {@code spec.adoption}, where more than one was found. */
    List<String> candidates = List.of();

    /** The name of a resource that was found by the tags of {@code spec.adoption} and is not ours yet. */
    @Nullable
    String candidate;

    /** What was observed is nobody's, and is to become ours by the next update. */
    boolean adopting;

    boolean created;
    boolean updated;

    /** @param identity how the external resource is found again */
    Facts(R object, Kind.Identity identity, DriftLedger ledger) {
        this.object = object;
        this.identity = identity;
        this.previous = object.getStatus();
        this.ledger = ledger;
    }

    Wishes wishes() {
        return Objects.requireNonNull(wishes, "the wishes are known after the references are resolved");
    }

    /** What was recorded of the resource last time; null where nothing was. */
    @Nullable
    JsonNode recordedJson(ObjectMapper json) {
        return previous == null || previous.atProvider() == null ? null : json.valueToTree(previous.atProvider());
    }

    /** True where the specification has changed since the resource was last compared with it. */
    boolean isWishedAnew() {
        return previous != null
                && !Objects.equals(
                        previous.observedGeneration(), object.getMetadata().getGeneration());
    }

    /** True from the create call until the resource is as wanted for the first time. */
    boolean initializing() {
        if (created || (previous != null && Boolean.TRUE.equals(previous.initializing()))) {
            return true;
        }
        // Killed after the create call: nothing but the intent is on record.
        return intended()
                && object.annotation(Sluice.ADOPTED) == null
                && (previous == null || !externalName().equals(previous.externalName()));
    }

    Target<P, S> target() {
        return Objects.requireNonNull(target, "the target is known after the references are resolved");
    }

    ObjectNode desired() {
        return Objects.requireNonNull(desired, "the desired state is known after the references are resolved");
    }

    Observed<P, O> observed() {
        return Objects.requireNonNull(observed, "observed before this phase");
    }

    /** What was observed is not to be relied upon: as before anything was. */
    void unseen() {
        observed = null;
        observedJson = null;
        observedAt = null;
        plan = null;
    }

    /** True where the cloud chooses the external resource's name. */
    boolean cloudNames() {
        return identity == Kind.Identity.TAGGED || identity == Kind.Identity.BLIND;
    }

    /** True where a create call was begun and the name of what it made was never written down. */
    boolean unanswered() {
        return cloudNames() && "".equals(intendedName());
    }

    boolean hasFinalizer() {
        return object.hasFinalizer(Sluice.FINALIZER);
    }

    boolean allows(ManagementPolicy policy) {
        return object.getSpec().allows(policy);
    }

    boolean onlyObserves() {
        return !allows(ManagementPolicy.CREATE) && !allows(ManagementPolicy.UPDATE) && !allows(ManagementPolicy.DELETE);
    }

    String uid() {
        return object.getMetadata().getUid();
    }

    /** True where the last reconciliation left nothing to do, and nobody has asked for anything since. */
    boolean settled() {
        return previous != null
                && Objects.equals(
                        previous.observedGeneration(), object.getMetadata().getGeneration())
                && Objects.equals(previous.lastHandledReconcileAt(), Requests.requestedAt(object))
                && isTrue(Conditions.READY)
                && isTrue(Conditions.SYNCED)
                && previous.plan() != null
                && previous.plan().action().equals(new Plan.None().action())
                && !externalName().isEmpty()
                && externalName().equals(previous.externalName())
                && (hasFinalizer() || !allows(ManagementPolicy.DELETE));
    }

    private boolean isTrue(String condition) {
        var found = previous == null ? null : Conditions.find(previous.conditions(), condition);
        return found != null && "True".equals(found.getStatus());
    }

    /** The name of the external resource; empty where the cloud has not chosen it yet. */
    String externalName() {
        if (!cloudNames() || object.annotation(Sluice.EXTERNAL_NAME) != null) {
            return object.externalName();
        }
        return previous == null || previous.externalName() == null ? "" : previous.externalName();
    }

    /** The name that our create intent was for, empty until the cloud has chosen it; null where there was none. */
    @Nullable
    String intendedName() {
        var intent = object.annotation(Sluice.CREATE_INTENT);
        var at = intent == null ? -1 : intent.lastIndexOf('@');
        return intent == null || at < 0 ? null : intent.substring(0, at);
    }

    /** True where our create intent names the external resource. */
    boolean intended() {
        return externalName().equals(intendedName());
    }

    /** When our create intent was written; null where it was not, or cannot be read. */
    @Nullable
    Instant intendedAt() {
        var intent = object.annotation(Sluice.CREATE_INTENT);
        try {
            return intent == null ? null : Instant.parse(intent.substring(intent.lastIndexOf('@') + 1));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** The name of the resource that we have, or may have, in the cloud; null where there cannot be one. */
    @Nullable
    String claimedName() {
        // The intent is written before the status, so where they differ it is the newer.
        var intended = intendedName();
        if (intended != null && !intended.isEmpty()) {
            return intended;
        }
        return previous == null ? null : previous.externalName();
    }

    /** True where the external resource says that it is ours. */
    boolean tagged() {
        return observed != null && uid().equals(observed.ownerUid());
    }

    /**
     * True where it is ours although it does not say so: we meant to create it, or had it before, or a person has said
     * that it is what a create call of unknown outcome made.
     */
    boolean known() {
        if (candidate != null) {
            return false;
        }
        return intended()
                || (identity == Kind.Identity.BLIND
                        && unanswered()
                        && !externalName().isEmpty())
                || (previous != null && externalName().equals(previous.externalName()));
    }

    /** True where what was observed may be changed by us, or belongs to nobody and is only looked at. */
    boolean ours() {
        return observed != null && (tagged() || onlyObserves() || (observed.ownerUid() == null && known()));
    }

    /** {@code Queue orders}, the external resource as messages name it. */
    String display() {
        var name = target == null ? externalName() : target.externalName();
        return object.getKind() + " " + (name.isEmpty() ? object.getMetadata().getName() : name);
    }
}
