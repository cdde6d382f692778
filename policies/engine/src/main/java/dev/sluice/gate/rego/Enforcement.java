package dev.sluice.gate.rego;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy.Action;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a violation does, gate by gate; a gate that is absent is one at which the policy is silent. */
public record Enforcement(Map<GatePoint, Action> actions) {

    public Enforcement {
        var copy = new EnumMap<GatePoint, Action>(GatePoint.class);
        copy.putAll(actions);
        actions = Collections.unmodifiableMap(copy);
    }

    /** The same at every gate. */
    public static Enforcement everywhere(Action action) {
        var actions = new EnumMap<GatePoint, Action>(GatePoint.class);
        for (var gate : GatePoint.values()) {
            actions.put(gate, action);
        }
        return new Enforcement(actions);
    }

    /** Null where the policy is silent. */
    public @Nullable Action at(GatePoint gate) {
        return actions.get(gate);
    }
}
