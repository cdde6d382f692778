package dev.sluice.managed;

import dev.sluice.api.FieldChange;
import dev.sluice.api.Operation;
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

    Alteration(
            CloudActor<P, O, S> actor,
            CloudCalls calls,
            Claims<P, O, R, S> claims,
            Judge<P, O, R, S> judge,
            Objects<P, O, R> objects,
            StatusRenderer<P, O, R, S> renderer,
            DriftWatch drifts) {
        this.actor = actor;
        this.calls = calls;
        this.claims = claims;
        this.judge = judge;
        this.objects = objects;
        this.renderer = renderer;
        this.drifts = drifts;
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
            var message = "%s differ, and spec.managementPolicies do not allow Update.".formatted(fields);
            drifts.leftAlone(facts, update.drift(), message);
            return new Outcome.Refused("UpdateNotAllowed", message);
        }
        var outcome = judge.decided(facts, Operation.UPDATE, admitted -> {
            if (facts.allows(ManagementPolicy.DELETE)) {
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
        }
        return outcome;
    }

    private void carryOut(Facts<P, O, R, S> facts, Decision.Admitted admitted, Plan.Update update, String fields) {
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
        if (update.drift().isEmpty()) {
            drifts.updated(facts, fields);
        } else {
            drifts.corrected(facts, update.drift());
        }
    }

    static String paths(List<FieldChange> fields) {
        return fields.isEmpty()
                ? "the owner's tag"
                : fields.stream().map(FieldChange::path).collect(Collectors.joining(", "));
    }
}
