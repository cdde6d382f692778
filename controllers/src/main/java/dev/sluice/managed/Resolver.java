package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ResolvedReference;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.References;
import dev.sluice.provider.field.SecretReferences;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /** Writes what references resolve to into the desired state; says what is in the way, or nothing. */
    @Nullable
    Outcome resolve(Facts<P, O, R, S> facts) {
        var desired = desired(facts.object);
        var lookup = lookup(facts.object, desired);
        var obstacle = lookup.look(References.in(desired, rules));
        facts.desired = desired;
        facts.references = obstacle == null ? lookup.resolved() : null;
        return obstacle;
    }

    /**
     * The same for a resource that is to go: what cannot be resolved any more is as it was when the resource was last
     * observed, for some are known by nothing else; and labels that have moved on do not lead to another resource.
     */
    void resolveToDelete(Facts<P, O, R, S> facts) {
        var desired = desired(facts.object);
        var references = References.in(desired, rules);
        var obstacle = lookup(facts.object, desired).look(references);
        facts.desired = desired;
        for (var recorded : recorded(facts.object)) {
            var value = recorded.value();
            if (value != null) {
                references.stream()
                        .filter(r ->
                                r.path().equals(recorded.field()) && !r.labels().isEmpty() && !r.listed())
                        .forEach(r -> r.resolve(value));
            }
        }
        if (obstacle != null && facts.previous != null && facts.previous.atProvider() != null) {
            ObjectNode observed = shared.json().valueToTree(facts.previous.atProvider());
            observed.properties().forEach(field -> desired.putIfAbsent(field.getKey(), field.getValue()));
        }
    }

    Target<P, S> target(Facts<P, O, R, S> facts, S session, String externalName) {
        var parameters = shared.json().convertValue(facts.desired(), kind.parameters());
        return new Target<>(session, kind.adapter().region(parameters, session), externalName, parameters, facts.uid());
    }

    /** Notes that there is an object, and to whom it refers, before it is looked at for the first time. */
    void note(R object) {
        var me = ReferenceIndex.Key.of(object);
        var status = object.getStatus();
        shared.references()
                .presentAtStart(
                        me,
                        object.getMetadata().getLabels(),
                        status == null || status.outputs() == null
                                ? null
                                : shared.json().valueToTree(status.outputs()));
        var desired = desired(object);
        shared.references().refersAtStart(me, lookup(object, desired).links(References.in(desired, rules)));
    }

    private ReferenceLookup lookup(R object, ObjectNode desired) {
        return new ReferenceLookup(
                shared.references(), ReferenceIndex.Key.of(object), recorded(object), secrets(object, desired));
    }

    /** The Secrets that the object takes values from: it is woken when they change. */
    private Set<ReferenceIndex.Key> secrets(R object, ObjectNode desired) {
        var namespace = object.getMetadata().getNamespace();
        return SecretReferences.in(desired, rules).stream()
                .map(r -> SecretValues.key(namespace, r.secret()))
                .collect(Collectors.toSet());
    }

    private List<ResolvedReference> recorded(R object) {
        var status = object.getStatus();
        return status == null || status.references() == null ? List.of() : status.references();
    }

    private ObjectNode desired(R object) {
        return shared.json().valueToTree(object.getSpec().forProvider());
    }
}
