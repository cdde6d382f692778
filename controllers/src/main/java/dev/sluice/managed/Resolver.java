package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ResolvedReference;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.InitialParameters;
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

    /**
     * Writes what references resolve to into what is wished for; says what is in the way, or nothing.
     *
     * @throws Wishes.InvalidException where spec.initProvider cannot be used
     */
    @Nullable
    Outcome resolve(Facts<P, O, R, S> facts) {
        var lasting = desired(facts.object);
        var initial = initial(facts.object, lasting);
        var creation = initial.only().isEmpty() ? lasting : initial.merged();
        var lookup = lookup(facts.object, lasting, "forProvider");
        var found = lookup(facts.object, creation, "initProvider").note(References.in(creation, rules));
        var obstacle = lookup.look(References.in(lasting, rules), found);
        var toCreate = initial.only().isEmpty()
                ? obstacle
                : lookup(facts.object, creation, "initProvider").look(References.in(creation, rules), found);
        facts.wishes = new Wishes(lasting, creation, initial.only(), toCreate);
        facts.desired = creation;
        facts.references = obstacle == null ? lookup.resolved() : null;
        return obstacle;
    }

    /**
     * The same for a resource that is to go: what cannot be resolved any more is as it was when the resource was last
     * observed, for some are known by nothing else; and labels that have moved on do not lead to another resource.
     */
    void resolveToDelete(Facts<P, O, R, S> facts) {
        var desired = initial(facts.object, desired(facts.object)).merged();
        var references = References.in(desired, rules);
        var lookup = lookup(facts.object, desired, "forProvider");
        var obstacle = lookup.look(references, lookup.note(references));
        facts.wishes = new Wishes(desired, desired, List.of(), obstacle);
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

    /**
     * Settles what is wished for, now that it is known what there is: what is left to others is wished for as it is
     * found, so that it neither differs nor is overwritten.
     *
     * @return what is in the way; null where nothing is
     */
    @Nullable
    Outcome settle(Facts<P, O, R, S> facts) {
        var wishes = facts.wishes();
        var observed = facts.observedJson;
        var ignored =
                Ignored.at(shared.clock().instant(), facts.object.getSpec().ignoredChanges(), rules);
        facts.due = ignored.next();
        facts.ignored = List.of();
        if (observed == null || facts.initializing()) {
            want(facts, wishes.creation());
            return wishes.missing();
        }
        if (wishes.left().isEmpty() && ignored.isEmpty()) {
            want(facts, wishes.lasting());
            return null;
        }
        var desired = wishes.lasting().deepCopy();
        wishes.left().forEach(path -> path.leave(desired, observed));
        facts.ignored = ignored.of(Diff.between(observed, desired, rules));
        ignored.leave(desired, observed);
        want(facts, desired);
        return null;
    }

    private void want(Facts<P, O, R, S> facts, ObjectNode desired) {
        if (!desired.equals(facts.desired)) {
            facts.desired = desired;
            facts.target = facts.target().desiring(shared.json().convertValue(desired, kind.parameters()));
        }
    }

    /** What is wrong with what is to be left alone; null where nothing is. */
    @Nullable
    String wrong(R object) {
        return Ignored.at(shared.clock().instant(), object.getSpec().ignoredChanges(), rules)
                .error();
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
        var creation = creation(object);
        shared.references()
                .refersAtStart(me, lookup(object, creation, "forProvider").links(References.in(creation, rules)));
    }

    private ReferenceLookup lookup(R object, ObjectNode desired, String part) {
        return new ReferenceLookup(
                shared.references(), ReferenceIndex.Key.of(object), part, recorded(object), secrets(object, desired));
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

    /** What the resource is created with. An object that is wrong says so itself as soon as it is reconciled. */
    private ObjectNode creation(R object) {
        var lasting = desired(object);
        try {
            return initial(object, lasting).merged();
        } catch (Wishes.InvalidException e) {
            return lasting;
        }
    }

    private InitialParameters initial(R object, ObjectNode lasting) {
        try {
            return Wishes.merge(lasting, object.getSpec().initProvider(), rules, kind.parameters());
        } catch (Wishes.InvalidException e) {
            if (object.isMarkedForDeletion()) {
                // What cannot be created with it can be deleted all the same.
                return new InitialParameters(lasting, List.of());
            }
            throw e;
        }
    }

    private ObjectNode desired(R object) {
        return shared.json().valueToTree(object.getSpec().forProvider());
    }
}
