package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.References;
import java.util.HashSet;

/** Phase one: the desired state with its references resolved, and the external resource it is about. */
final class Resolver<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private final Kind<P, O, R, S> kind;
    private final FieldRules rules;
    private final Shared shared;

    Resolver(Kind<P, O, R, S> kind, FieldRules rules, Shared shared) {
        this.kind = kind;
        this.rules = rules;
        this.shared = shared;
    }

    /** Writes what references resolve to into the desired state; says what is still missing, or nothing. */
    String resolve(Facts<P, O, R, S> facts) {
        ObjectNode desired = shared.json().valueToTree(facts.object.getSpec().forProvider());
        var references = References.in(desired, rules);
        // Noted before looking, so that an output that appears meanwhile is not missed.
        var targets = new HashSet<ReferenceIndex.Key>();
        references.forEach(r -> targets.add(key(facts, r)));
        shared.references().refers(ReferenceIndex.Key.of(facts.object), targets);
        var missing = new StringBuilder();
        for (var reference : references) {
            var key = key(facts, reference);
            shared.references()
                    .lookup(key, reference.output())
                    .ifPresentOrElse(
                            reference::resolve,
                            () -> missing.append("spec.forProvider.%s waits for %s to have its %s. "
                                    .formatted(reference.path(), key.display(), reference.output())));
        }
        facts.desired = desired;
        return missing.toString().strip();
    }

    Target<P, S> target(Facts<P, O, R, S> facts, S session, String externalName) {
        var parameters = shared.json().convertValue(facts.desired(), kind.parameters());
        return new Target<>(session, kind.adapter().region(parameters, session), externalName, parameters, facts.uid());
    }

    private static ReferenceIndex.Key key(Facts<?, ?, ?, ?> facts, References.Found reference) {
        return new ReferenceIndex.Key(
                reference.group(), reference.kind(), facts.object.getMetadata().getNamespace(), reference.name());
    }
}
