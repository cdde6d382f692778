package dev.sluice.sync;

import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;
import dev.sluice.manifest.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Constraints whose kind the API server does not serve yet: somebody has to make a definition of the template first, and
 * a template may come with the same commit.
 *
 * @param served whatever can be applied now
 * @param unserved whose kind did not come, and whether it still may
 */
record Coming(List<Desired> served, Map<Desired, Boolean> unserved) {
    private static final Duration STEP = Duration.ofMillis(100);

    /** Gatekeeper's kinds have no namespaces, also those of which the cluster does not know that yet. */
    static boolean isOfTheCluster(String group) {
        return group.equals(Constraint.GROUP) || group.equals(ConstraintTemplate.GROUP);
    }

    /** The kinds that templates among these will make, as {@code group/kind}. */
    static Stream<String> kinds(List<Manifest> manifests) {
        return manifests.stream()
                .filter(m -> ConstraintTemplate.is(m.object()))
                .map(m -> Constraint.GROUP + "/"
                        + m.object().at("/spec/crd/spec/names/kind").asText());
    }

    /** @param mayCome whether it makes sense to wait for a kind */
    static Coming of(List<Desired> policies, ClusterPort cluster, Predicate<String> mayCome, Duration limit) {
        var deadline = System.nanoTime() + limit.toNanos();
        var served = new ArrayList<Desired>();
        var unserved = new LinkedHashMap<Desired, Boolean>();
        for (var policy : policies) {
            if (!policy.id().group().equals(Constraint.GROUP)) {
                served.add(policy);
                continue;
            }
            var maybe = mayCome.test(policy.id().kind());
            if (isServed(policy, cluster, maybe ? deadline : System.nanoTime())) {
                served.add(policy);
            } else {
                unserved.put(policy, maybe);
            }
        }
        return new Coming(served, unserved);
    }

    private static boolean isServed(Desired policy, ClusterPort cluster, long deadline) {
        while (cluster.scope(policy.apiVersion(), policy.id().kind()) == ClusterPort.Scope.UNKNOWN) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(STEP);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
