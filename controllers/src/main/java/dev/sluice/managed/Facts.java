package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.gate.Decision;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one reconciliation has found out so far; each phase adds to it, and the status is made from it. */
final class Facts<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    R object;
    final @Nullable ManagedStatus<P, O> previous;
    final DriftLedger ledger;

    /** Desired parameters as JSON, references resolved as far as they could be. */
    @Nullable
    ObjectNode desired;

    @Nullable
    Target<P, S> target;

    @Nullable
    Observed<P, O> observed;

    /** {@link #observed}'s parameters as JSON. */
    @Nullable
    JsonNode observedJson;

    @Nullable
    Plan plan;

    @Nullable
    Decision decision;

    boolean created;
    boolean updated;

    Facts(R object, DriftLedger ledger) {
        this.object = object;
        this.previous = object.getStatus();
        this.ledger = ledger;
    }

    Target<P, S> target() {
        return Objects.requireNonNull(target, "the target is known after the references are resolved");
    }

    ObjectNode desired() {
        return Objects.requireNonNull(desired, "the desired state is known after the references are resolved");
    }

    boolean hasFinalizer() {
        return object.hasFinalizer(Sluice.FINALIZER);
    }

    String uid() {
        return object.getMetadata().getUid();
    }

    /** True where our create intent names the external resource. */
    boolean intended() {
        var intent = object.annotation(Sluice.CREATE_INTENT);
        return intent != null && intent.startsWith(object.externalName() + "@");
    }

    /** True where the external resource says that it is ours. */
    boolean tagged() {
        return observed != null && uid().equals(observed.ownerUid());
    }

    /** True where it is ours although it does not say so: we meant to create it, or had it before. */
    boolean known() {
        return intended() || (previous != null && object.externalName().equals(previous.externalName()));
    }

    /** Display name for messages. */
    String display() {
        return object.getKind() + " " + object.externalName();
    }
}
