package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.References;
import dev.sluice.provider.field.SecretReferences;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        shared.references().refers(ReferenceIndex.Key.of(facts.object), keys(facts.object, desired));
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

    /** What references resolved to when the resource was last observed: some resources are known by nothing else. */
    void resolveAsObserved(Facts<P, O, R, S> facts) {
        if (facts.previous == null || facts.previous.atProvider() == null) {
            return;
        }
        ObjectNode recorded = shared.json().valueToTree(facts.previous.atProvider());
        recorded.properties().forEach(field -> facts.desired().putIfAbsent(field.getKey(), field.getValue()));
    }

    Target<P, S> target(Facts<P, O, R, S> facts, S session, String externalName) {
        var parameters = shared.json().convertValue(facts.desired(), kind.parameters());
        return new Target<>(session, kind.adapter().region(parameters, session), externalName, parameters, facts.uid());
    }

    /** Notes to whom an object refers before it is looked at for the first time. */
    void note(R object) {
        shared.references().refersAtStart(ReferenceIndex.Key.of(object), keys(object, desired(object)));
    }

    private ObjectNode desired(R object) {
        return shared.json().valueToTree(object.getSpec().forProvider());
    }

    /** What the object refers to: resources, and the Secrets that it takes values from. */
    private Set<ReferenceIndex.Key> keys(R object, ObjectNode desired) {
        var namespace = object.getMetadata().getNamespace();
        return Stream.concat(
                        References.in(desired, rules).stream().map(r -> key(object, r)),
                        SecretReferences.in(desired, rules).stream().map(r -> SecretValues.key(namespace, r.secret())))
                .collect(Collectors.toSet());
    }

    private static ReferenceIndex.Key key(HasMetadata object, References.Found reference) {
        return new ReferenceIndex.Key(
                reference.group(), reference.kind(), object.getMetadata().getNamespace(), reference.name());
    }
}
