package dev.sluice.protection;

import dev.sluice.api.ObjectSelector;
import dev.sluice.api.Usage;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Usages as tests write them down. */
public final class FakeUsages implements Protection.Usages {
    /** What there is, as {@code Kind namespace/name} or {@code Kind namespace/{labels}}. */
    public final Set<String> existing = new HashSet<>();

    public boolean read = true;
    public boolean reachable = true;

    private final List<Usage> usages = new ArrayList<>();
    private final Protection protection = new Protection(this, InstantSource.system());

    public Protection protection() {
        return protection;
    }

    /** Adds a Usage with a reason, named {@code keep-<name>}. */
    public Usage protect(String namespace, String apiVersion, String kind, String name, String reason) {
        return add(namespace, "keep-" + name, new Usage.Spec(subject(apiVersion, kind, name), null, reason));
    }

    public Usage add(String namespace, String name, Usage.Spec spec) {
        var usage = new Usage();
        usage.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        usage.setSpec(spec);
        usages.add(usage);
        return usage;
    }

    /** All Usages are deleted. */
    public void clear() {
        usages.clear();
        protection.changed();
    }

    public static Usage.Subject subject(String apiVersion, String kind, String name) {
        return new Usage.Subject(apiVersion, kind, name, null);
    }

    public static Usage.Subject labelled(String apiVersion, String kind, Map<String, String> labels) {
        return new Usage.Subject(apiVersion, kind, null, new ObjectSelector(labels));
    }

    @Override
    public boolean areRead() {
        return read;
    }

    @Override
    public List<Usage> in(String namespace) {
        return usages.stream()
                .filter(u -> u.getMetadata().getNamespace().equals(namespace))
                .toList();
    }

    @Override
    public boolean exists(String namespace, Usage.Subject subject) {
        if (!reachable) {
            throw new IllegalStateException("the API server is away");
        }
        var which = subject.selector() == null
                ? subject.name()
                : subject.selector().matchLabels().toString();
        return existing.contains(subject.kind() + " " + namespace + "/" + which);
    }
}
