package dev.sluice.report;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy;
import dev.sluice.api.Sluice;
import dev.sluice.gate.rego.PolicyDefinition;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The kinds to audit: those that policies in force name and the API server serves. As at admission, a wildcard never
 * reaches beyond Sluice's own groups and those of its providers.
 */
final class AuditedKinds {
    private static final String ANY = "*";

    private final KubernetesClient client;
    private final Collection<String> managedGroups;

    AuditedKinds(KubernetesClient client, Collection<String> managedGroups) {
        this.client = client;
        this.managedGroups = new TreeSet<>(managedGroups);
    }

    /** The groups that the API server serves, with the version it prefers; empty for the core group. */
    Map<String, String> served() {
        var groups = new TreeMap<String, String>();
        groups.put("", "v1");
        client.getApiGroups()
                .getGroups()
                .forEach(g -> groups.put(g.getName(), g.getPreferredVersion().getVersion()));
        return groups;
    }

    /** @param served as {@link #served()} said */
    Set<AuditedKind> of(Collection<PolicyDefinition> policies, Map<String, String> served) {
        var wanted = new TreeMap<String, Set<String>>();
        policies.stream()
                .filter(p -> p.enforcement().at(GatePoint.AUDIT) != null)
                .forEach(p -> want(p.scope().kinds(), served.keySet(), wanted));
        var kinds = new LinkedHashMap<AuditedKind, Boolean>();
        wanted.forEach((group, names) -> {
            var version = served.get(group);
            if (version != null) {
                resources(group, version).stream()
                        .filter(r -> names.contains(ANY) || names.contains(r.getKind()))
                        .forEach(r -> kinds.put(
                                new AuditedKind(group, version, r.getKind(), r.getName(), r.getNamespaced()), true));
            }
        });
        return kinds.keySet();
    }

    private void want(List<Policy.Kinds> scope, Collection<String> served, Map<String, Set<String>> wanted) {
        var all = scope.isEmpty() ? List.of(new Policy.Kinds(null, null)) : scope;
        for (var kinds : all) {
            var patterns = kinds.apiGroups() == null || kinds.apiGroups().isEmpty() ? List.of(ANY) : kinds.apiGroups();
            var names = kinds.kinds() == null || kinds.kinds().isEmpty() ? List.of(ANY) : kinds.kinds();
            for (var pattern : patterns) {
                for (var group : served) {
                    if (isMeant(pattern, group, names)) {
                        wanted.computeIfAbsent(group, g -> new TreeSet<>()).addAll(names);
                    }
                }
            }
        }
    }

    private boolean isMeant(String pattern, String group, List<String> names) {
        var own = group.equals(Sluice.GROUP) || managedGroups.contains(group);
        if (pattern.equals(ANY)) {
            return own;
        }
        return pattern.startsWith("*.")
                ? own && group.endsWith(pattern.substring(1))
                : pattern.equals(group) && (own || !names.contains(ANY));
    }

    private List<APIResource> resources(String group, String version) {
        var found = client.getApiResources(group.isEmpty() ? version : group + "/" + version);
        return found == null
                ? List.of()
                : found.getResources().stream()
                        .filter(r -> !r.getName().contains("/")
                                && r.getVerbs() != null
                                && r.getVerbs().containsAll(List.of("list", "watch")))
                        .toList();
    }
}
