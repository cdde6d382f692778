package dev.sluice.gatekeeper;

import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.kube.Watch;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The watches: the definition of templates, the definitions of constraints, templates, and the constraints of each kind
 * that is served. Not safe for concurrent use, except for {@link #close}.
 */
final class Watched implements AutoCloseable {
    private final KubernetesClient client;
    private final Runnable changed;
    private final SharedIndexInformer<CustomResourceDefinition> definitionOfTemplates;
    private final SharedIndexInformer<CustomResourceDefinition> definitions;
    private final Map<String, SharedIndexInformer<GenericKubernetesResource>> constraints = new HashMap<>();
    private @Nullable SharedIndexInformer<GenericKubernetesResource> templates;

    Watched(KubernetesClient client, Runnable changed) {
        this.client = client;
        this.changed = changed;
        var all = client.apiextensions().v1().customResourceDefinitions();
        this.definitionOfTemplates = all.withName(Kinds.TEMPLATES).runnableInformer(0);
        this.definitions = all.withLabel(Kinds.CONSTRAINT_LABEL, "yes").runnableInformer(0);
    }

    void start() {
        Watch.start(definitionOfTemplates, "The definition of ConstraintTemplates", new Told<>());
        Watch.start(definitions, "The definitions of constraints", new Told<>());
    }

    /** True where nothing that was asked for is still to be read. */
    boolean areRead() {
        return definitionOfTemplates.hasSynced()
                && definitions.hasSynced()
                && (templates == null || templates.hasSynced())
                && constraints.values().stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /** Follows what the API server serves. */
    void follow() {
        var served = definitionOfTemplates.getStore().list().stream().anyMatch(Watched::isServed);
        if (served && templates == null) {
            templates = watch(Kinds.templates(), "ConstraintTemplates");
        } else if (!served && templates != null) {
            templates.close();
            templates = null;
        }
        var kinds = new HashMap<String, CustomResourceDefinition>();
        definitions.getStore().list().stream()
                .filter(d -> d.getSpec().getGroup().equals(Constraint.GROUP) && isServed(d))
                .forEach(d -> kinds.put(d.getSpec().getNames().getKind(), d));
        for (var kind : Set.copyOf(constraints.keySet())) {
            if (!kinds.containsKey(kind)) {
                close(constraints.remove(kind));
            }
        }
        for (var kind : kinds.keySet()) {
            if (!constraints.containsKey(kind)) {
                constraints.put(kind, watch(Kinds.constraints(kind), "Constraints of the kind " + kind));
            }
        }
    }

    /** Whether it is Sluice that makes the definitions of constraints; else Gatekeeper does. */
    boolean areOurs() {
        return definitionOfTemplates.getStore().list().stream().anyMatch(Watched::isOurs);
    }

    static boolean isOurs(CustomResourceDefinition definition) {
        var labels = definition.getMetadata().getLabels();
        return labels != null && Kinds.SLUICE.equals(labels.get(Kinds.MANAGED_BY));
    }

    List<GenericKubernetesResource> templates() {
        return templates == null ? List.of() : templates.getStore().list();
    }

    List<GenericKubernetesResource> constraints() {
        var all = new ArrayList<GenericKubernetesResource>();
        constraints.values().forEach(informer -> all.addAll(informer.getStore().list()));
        return all;
    }

    /** Our definitions of which the template is gone; none while templates are not served, for then nothing is known of them. */
    List<CustomResourceDefinition> orphans() {
        if (templates == null) {
            return List.of();
        }
        var uids = templates().stream().map(t -> t.getMetadata().getUid()).collect(Collectors.toSet());
        return definitions.getStore().list().stream()
                .filter(d -> isOurs(d) && d.getMetadata().getDeletionTimestamp() == null)
                .filter(d -> d.getMetadata().getOwnerReferences().stream().noneMatch(o -> uids.contains(o.getUid())))
                .toList();
    }

    /** The definition of a kind of constraint, or null. */
    @Nullable
    CustomResourceDefinition definition(String kind) {
        return definitions.getStore().list().stream()
                .filter(d -> d.getSpec().getNames().getKind().equals(kind))
                .findFirst()
                .orElse(null);
    }

    private SharedIndexInformer<GenericKubernetesResource> watch(ResourceDefinitionContext kind, String what) {
        var informer = client.genericKubernetesResources(kind).runnableInformer(0);
        Watch.start(informer, what, new Told<>());
        return informer;
    }

    private static boolean isServed(CustomResourceDefinition definition) {
        var status = definition.getStatus();
        return status != null
                && definition.getMetadata().getDeletionTimestamp() == null
                && status.getConditions() != null
                && status.getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True"));
    }

    private static void close(@Nullable SharedIndexInformer<?> informer) {
        if (informer != null) {
            informer.close();
        }
    }

    @Override
    public void close() {
        definitionOfTemplates.close();
        definitions.close();
        close(templates);
        constraints.values().forEach(SharedIndexInformer::close);
    }

    private final class Told<T extends HasMetadata> implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            changed.run();
        }

        @Override
        public void onUpdate(T before, T now) {
            changed.run();
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            changed.run();
        }
    }
}
