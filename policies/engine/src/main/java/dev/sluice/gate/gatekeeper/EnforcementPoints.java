package dev.sluice.gate.gatekeeper;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy.Action;
import dev.sluice.gate.rego.Enforcement;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a constraint does at which gate.
 *
 * <p>Gatekeeper's admission is ours together with sync: what Sluice applies from Git does not pass the webhook a second
 * time. No constraint acts at the cloud gate unless it says so: one that was written for what people ask of the API server
 * knows nothing of cloud calls.
 */
final class EnforcementPoints {
    private static final Set<GatePoint> GATEKEEPERS =
            EnumSet.of(GatePoint.ADMISSION, GatePoint.SYNC, GatePoint.AUDIT, GatePoint.CI);

    private static final Map<String, Set<GatePoint>> BY_NAME = Map.of(
            "*", GATEKEEPERS,
            "validation.gatekeeper.sh", EnumSet.of(GatePoint.ADMISSION, GatePoint.SYNC),
            "audit.gatekeeper.sh", EnumSet.of(GatePoint.AUDIT),
            "gator.gatekeeper.sh", EnumSet.of(GatePoint.CI),
            "admission.sluice.dev", EnumSet.of(GatePoint.ADMISSION),
            "sync.sluice.dev", EnumSet.of(GatePoint.SYNC),
            "cloud.sluice.dev", EnumSet.of(GatePoint.CLOUD),
            "ci.sluice.dev", EnumSet.of(GatePoint.CI),
            "audit.sluice.dev", EnumSet.of(GatePoint.AUDIT));

    private EnforcementPoints() {}

    /** @param notes receives what is understood but has no effect here */
    static Enforcement read(At spec, List<String> notes) throws InvalidObjectException {
        var action = spec.to("enforcementAction");
        if (action.text().equals("scoped")) {
            return scoped(spec.to("scopedEnforcementActions"), notes);
        }
        var actions = new EnumMap<GatePoint, Action>(GatePoint.class);
        var everywhere = action.text().isEmpty() ? Action.DENY : action(action);
        GATEKEEPERS.forEach(gate -> actions.put(gate, everywhere));
        return new Enforcement(actions);
    }

    private static Enforcement scoped(At list, List<String> notes) throws InvalidObjectException {
        if (list.items().isEmpty()) {
            throw list.wrong("is missing; enforcementAction: scoped needs it");
        }
        var actions = new EnumMap<GatePoint, Action>(GatePoint.class);
        for (var item : list.items()) {
            var action = action(item.to("action"));
            for (var point : item.to("enforcementPoints").items()) {
                // The strictest of several actions for one point is the one that counts.
                gates(point.to("name"), notes)
                        .forEach(gate -> actions.merge(gate, action, EnforcementPoints::stricter));
            }
        }
        if (actions.isEmpty()) {
            notes.add("It acts at no gate of Sluice: none of its enforcement points is one of Sluice's.");
        }
        return new Enforcement(actions);
    }

    private static Set<GatePoint> gates(At name, List<String> notes) throws InvalidObjectException {
        var gates = BY_NAME.get(name.required());
        if (gates != null) {
            return gates;
        }
        if (name.text().endsWith(".sluice.dev")) {
            throw name.wrong(
                    "is '%s'; Sluice has admission, sync, cloud, ci and audit.sluice.dev".formatted(name.text()));
        }
        notes.add("The enforcement point %s is not one of Sluice's, and has no effect here.".formatted(name.text()));
        return Set.of();
    }

    private static Action action(At at) throws InvalidObjectException {
        return switch (at.required()) {
            case "deny" -> Action.DENY;
            case "warn" -> Action.WARN;
            case "dryrun" -> Action.DRYRUN;
            case String other -> throw at.wrong("is '%s'; write deny, warn, dryrun or scoped".formatted(other));
        };
    }

    private static Action stricter(Action a, Action b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
