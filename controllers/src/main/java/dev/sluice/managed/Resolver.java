package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.References;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
        var desired = desired(facts.object);
        var references = References.in(desired, rules);
        // Noted before looking, so that an output that appears meanwhile is not missed.
        shared.references().refers(ReferenceIndex.Key.of(facts.object), keys(facts.object, references));
        var missing = new StringBuilder();
        for (var reference : references) {
            var key = key(facts.object, reference);
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

    /** Notes to whom an object refers before it is looked at for the first time. */
    void note(R object) {
        shared.references()
                .refersAtStart(ReferenceIndex.Key.of(object), keys(object, References.in(desired(object), rules)));
    }

    private ObjectNode desired(R object) {
        return shared.json().valueToTree(object.getSpec().forProvider());
    }

    private Set<ReferenceIndex.Key> keys(R object, List<References.Found> references) {
        return references.stream().map(r -> key(object, r)).collect(Collectors.toSet());
    }

    private static ReferenceIndex.Key key(HasMetadata object, References.Found reference) {
        return new ReferenceIndex.Key(
                reference.group(), reference.kind(), object.getMetadata().getNamespace(), reference.name());
    }
}
