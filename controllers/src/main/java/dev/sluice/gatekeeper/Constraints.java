package dev.sluice.gatekeeper;

import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.gate.gatekeeper.InvalidObjectException;
import dev.sluice.gate.gatekeeper.Problem;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.policy.PolicyLoader;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Constraints as policies of the loader. Used by one thread. */
final class Constraints {
    private final Templates templates;
    private final PolicyLoader loader;
    private final Map<String, PolicyDefinition> offered = new HashMap<>();

    /**
     * @param policy what the loader was offered of it; null for nothing
     * @param problems why this revision is not offered
     * @param waits whether it is only that there is no template for it
     * @param notes what is understood but has no effect
     */
    record Looked(
            GenericKubernetesResource object,
            @Nullable PolicyDefinition policy,
            List<Problem> problems,
            boolean waits,
            List<String> notes) {}

    Constraints(Templates templates, PolicyLoader loader) {
        this.templates = templates;
        this.loader = loader;
    }

    /** Offers what these mean and withdraws what is not among them. One that became broken stays as it was. */
    List<Looked> offer(Collection<GenericKubernetesResource> objects) {
        var all = new ArrayList<Looked>();
        var names = new HashSet<String>();
        for (var object : objects) {
            if (object.getMetadata().getDeletionTimestamp() == null) {
                var looked = look(object);
                if (!looked.waits()) {
                    names.add(name(object));
                }
                all.add(looked);
            }
        }
        for (var name : Set.copyOf(offered.keySet())) {
            if (!names.contains(name)) {
                offered.remove(name);
                loader.withdraw(name);
            }
        }
        return all;
    }

    private Looked look(GenericKubernetesResource object) {
        var template = templates.of(object.getKind());
        if (template == null) {
            var why = new Problem(
                    "kind", 0, "there is no template for the kind %s that can be used".formatted(object.getKind()));
            return new Looked(object, null, List.of(why), true, List.of());
        }
        try {
            var constraint = Constraint.read(Templates.json(object));
            var policy = constraint.of(template);
            offered.put(policy.name(), policy);
            loader.offer(policy);
            var notes = new ArrayList<>(template.notes());
            notes.addAll(constraint.notes());
            return new Looked(object, policy, List.of(), false, notes);
        } catch (InvalidObjectException e) {
            return new Looked(object, offered.get(name(object)), e.problems(), false, List.of());
        }
    }

    private static String name(GenericKubernetesResource object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }
}
