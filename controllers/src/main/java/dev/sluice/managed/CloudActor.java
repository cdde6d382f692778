package dev.sluice.managed;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.gate.Decision;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;

/**
 * The only class that changes the cloud. Each method takes the decision that admits exactly this change, so that acting
 * without asking does not compile.
 */
final class CloudActor<P extends Record, O extends Record, S extends Session> {
    private final Adapter<P, O, S> adapter;

    CloudActor(Adapter<P, O, S> adapter) {
        this.adapter = adapter;
    }

    /** @return the name by which the resource is found */
    String create(Decision.Admitted decision, Target<P, S> target) {
        check(decision, Operation.CREATE, target);
        return adapter.create(target);
    }

    void update(Decision.Admitted decision, Target<P, S> target, Observed<P, O> observed) {
        check(decision, Operation.UPDATE, target);
        adapter.update(target, observed, decision.change().diff());
    }

    void delete(Decision.Admitted decision, Target<P, S> target) {
        check(decision, Operation.DELETE, target);
        adapter.delete(target);
    }

    private static void check(Decision.Admitted decision, Operation operation, Target<?, ?> target) {
        var change = decision.change();
        var external = change.external();
        if (change.gate() != GatePoint.CLOUD
                || change.operation() != operation
                || external == null
                || !external.name().equals(target.externalName())) {
            throw new IllegalStateException("decision %s admits another change than this %s of %s"
                    .formatted(decision.id(), operation.label(), target.externalName()));
        }
    }
}
