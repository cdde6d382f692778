package dev.sluice.sync;

import dev.sluice.api.Sluice;
import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;

/** The order in which kinds are applied: what others need comes first. Pruning goes the other way. */
enum Order {
    NAMESPACES,
    DEFINITIONS,
    TEMPLATES,
    POLICIES,
    CONFIGURATION,
    REST;

    static Order of(String group, String kind) {
        if (group.isEmpty() && kind.equals("Namespace")) {
            return NAMESPACES;
        }
        if (group.equals("apiextensions.k8s.io")) {
            return DEFINITIONS;
        }
        if (group.equals(ConstraintTemplate.GROUP)) {
            return TEMPLATES;
        }
        if (group.equals(Constraint.GROUP) || (group.equals(Sluice.GROUP) && kind.equals("Policy"))) {
            return POLICIES;
        }
        var isConfiguration = kind.equals("ProviderConfig")
                || (group.equals(Sluice.GROUP) && kind.equals("PolicyExemption"))
                || (group.isEmpty()
                        && (kind.equals("Secret") || kind.equals("ConfigMap") || kind.equals("ServiceAccount")))
                || group.equals("rbac.authorization.k8s.io");
        return isConfiguration ? CONFIGURATION : REST;
    }
}
