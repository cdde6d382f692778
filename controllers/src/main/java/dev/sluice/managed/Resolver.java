package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Session;
import dev.sluice.provider.Target;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.InitialParameters;
import dev.sluice.provider.field.References;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
     * Writes what references resolve to into the desired state; says what is still missing, or nothing.
     *
     * @throws Wishes.InvalidException where spec.initProvider cannot be used
     */
    String resolve(Facts<P, O, R, S> facts) {
        var lasting = desired(facts.object);
        var initial = initial(facts.object, lasting);
        var creation = initial.only().isEmpty() ? lasting : initial.merged();
        // Noted before looking, so that an output that appears meanwhile is not missed.
        shared.references()
                .refers(ReferenceIndex.Key.of(facts.object), keys(facts.object, References.in(creation, rules)));
        var missing = resolve(facts.object, "forProvider", lasting);
        var missingToCreate = initial.only().isEmpty() ? missing : resolve(facts.object, "initProvider", creation);
        facts.wishes = new Wishes(lasting, creation, initial.only(), missingToCreate);
        facts.desired = creation;
        return missing;
    }

    private String resolve(R object, String part, ObjectNode parameters) {
        var missing = new StringBuilder();
        for (var reference : References.in(parameters, rules)) {
            var key = key(object, reference);
            shared.references()
                    .lookup(key, reference.output())
                    .ifPresentOrElse(
                            reference::resolve,
                            () -> missing.append("spec.%s.%s waits for %s to have its %s. "
                                    .formatted(part, reference.path(), key.display(), reference.output())));
        }
        return missing.toString().strip();
    }

    /**
     * Settles what is wished for, now that it is known what there is: what is left to others is wished for as it is
     * found, so that it neither differs nor is overwritten.
     *
     * @return what is missing; empty where nothing
     */
    String settle(Facts<P, O, R, S> facts) {
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
            return "";
        }
        var desired = wishes.lasting().deepCopy();
        wishes.left().forEach(path -> path.leave(desired, observed));
        facts.ignored = ignored.of(Diff.between(observed, desired, rules));
        ignored.leave(desired, observed);
        want(facts, desired);
        return "";
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
        shared.references()
                .refersAtStart(ReferenceIndex.Key.of(object), keys(object, References.in(creation(object), rules)));
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

    private Set<ReferenceIndex.Key> keys(R object, List<References.Found> references) {
        return references.stream().map(r -> key(object, r)).collect(Collectors.toSet());
    }

    private static ReferenceIndex.Key key(HasMetadata object, References.Found reference) {
        return new ReferenceIndex.Key(
                reference.group(), reference.kind(), object.getMetadata().getNamespace(), reference.name());
    }
}
