package dev.sluice.managed;

import dev.sluice.api.FieldChange;
import dev.sluice.api.Operation;
import dev.sluice.api.managed.DriftMode;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagementPolicy;
import dev.sluice.gate.Decision;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Session;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Phase five, for a resource that differs: a drift goes on record first, then the update call. */
final class Alteration<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private final CloudActor<P, O, S> actor;
    private final CloudCalls calls;
    private final Claims<P, O, R, S> claims;
    private final Judge<P, O, R, S> judge;
    private final Objects<P, O, R> objects;
    private final StatusRenderer<P, O, R, S> renderer;
    private final DriftWatch drifts;
    private final boolean carriesOwnerTag;

    Alteration(
            CloudActor<P, O, S> actor,
            CloudCalls calls,
            Claims<P, O, R, S> claims,
            Judge<P, O, R, S> judge,
            Objects<P, O, R> objects,
            StatusRenderer<P, O, R, S> renderer,
            DriftWatch drifts,
            boolean carriesOwnerTag) {
        this.actor = actor;
        this.calls = calls;
        this.claims = claims;
        this.judge = judge;
        this.objects = objects;
        this.renderer = renderer;
        this.drifts = drifts;
        this.carriesOwnerTag = carriesOwnerTag;
    }

    @Nullable
    Outcome run(Facts<P, O, R, S> facts, Plan.Update update) {
        var fields = paths(update.diff());
        if (facts.updated) {
            return new Outcome.Progressing(
                    "%s is updated; the cloud does not show %s yet.".formatted(facts.display(), fields));
        }
        var isNew = drifts.noted(facts, update.drift());
        if (!facts.allows(ManagementPolicy.UPDATE)) {
            var message = facts.adopting
                    ? "Adopting %s needs Update, and spec.managementPolicies do not allow it."
                            .formatted(facts.display())
                    : "%s differ, and spec.managementPolicies do not allow Update.".formatted(fields);
            drifts.leftAlone(facts, update.drift(), message);
            return new Outcome.Refused("UpdateNotAllowed", message);
        }
        if (!update.drift().isEmpty() && facts.object.getSpec().driftModeOrDefault() == DriftMode.Detect) {
            return stays(facts, update);
        }
        var outcome = judge.decided(facts, Operation.UPDATE, admitted -> {
            if (facts.adopting) {
                // On record before the tag is written: killed in between, the next run goes on.
                claims.adopt(facts);
            } else if (facts.allows(ManagementPolicy.DELETE)) {
                claims.claim(facts);
            }
            if (isNew) {
                // On record before it is corrected: a drift is never reverted without a trace.
                objects.record(
                        facts.object,
                        renderer.render(facts, new Outcome.Progressing("Drift of %s is corrected.".formatted(fields))));
            }
            carryOut(facts, admitted, update, fields);
            return null;
        });
        if (outcome instanceof Outcome.Denied denied) {
            drifts.leftAlone(facts, update.drift(), denied.decision().message());
        } else if (outcome instanceof Outcome.Waiting waiting) {
            drifts.leftAlone(facts, update.drift(), waiting.message());
        }
        return outcome;
    }

    /** Somebody's change that is only to be seen. What Git wishes waits with it: one call would undo the other's field. */
    private Outcome stays(Facts<P, O, R, S> facts, Plan.Update update) {
        var found = paths(update.drift());
        drifts.leftAlone(facts, update.drift(), "spec.driftMode is Detect");
        var wished = update.diff().stream()
                .filter(f -> f.reason() != FieldChange.Reason.DRIFT)
                .toList();
        return wished.isEmpty()
                ? new Outcome.InSync("%s stays as found in the cloud: spec.driftMode is Detect.".formatted(found))
                : new Outcome.Refused(
                        "DriftDetected",
                        "%s waits, because %s was changed in the cloud and spec.driftMode is Detect. Take the change over into the specification, or set driftMode to Correct."
                                .formatted(paths(wished), found));
    }

    private void carryOut(Facts<P, O, R, S> facts, Decision.Admitted admitted, Plan.Update update, String fields) {
        var adopts = facts.adopting || Adopter.isUnfinished(facts);
        if (update.diff().isEmpty() && !carriesOwnerTag) {
            // There is nothing to write: ours is what our own record names.
            drifts.adopted(facts);
            return;
        }
        try {
            calls.call(facts.target(), () -> {
                actor.update(admitted, facts.target(), facts.observed());
                return facts;
            });
        } catch (CloudException e) {
            drifts.failed(facts, update.drift(), ConditionRenderer.text(e));
            throw e;
        }
        facts.updated = true;
        if (adopts) {
            drifts.adopted(facts);
        }
        if (!update.drift().isEmpty()) {
            drifts.corrected(facts, update.drift());
        } else if (!adopts || !update.diff().isEmpty()) {
            drifts.updated(facts, fields);
        }
    }

    static String paths(List<FieldChange> fields) {
        return fields.isEmpty()
                ? "the owner's tag"
                : fields.stream().map(FieldChange::path).collect(Collectors.joining(", "));
    }
}
