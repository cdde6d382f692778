package dev.sluice.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Sluice;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports in the cluster. Of each only a digest is kept in memory, so that one is written when it has changed and not
 * otherwise; where the cluster knows no policy reports nothing is written, which is said once.
 */
final class ReportStore {
    private static final Logger LOG = LoggerFactory.getLogger(ReportStore.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final Map<Key, String> digests = new ConcurrentHashMap<>();
    private volatile @Nullable ReportKind kind;
    private boolean said;

    ReportStore(KubernetesClient client) {
        this.client = client;
    }

    /** @param namespace empty for a cluster-wide report */
    record Key(String namespace, String name) {}

    /**
     * Looks which kind of report is served.
     *
     * @return true when that has changed, and everything has to be written
     */
    synchronized boolean look(Set<String> groups) {
        var now = ReportKind.among(groups);
        var before = kind;
        kind = now;
        if (now == null && !said) {
            said = true;
            LOG.warn(
                    "audit results are shown as metrics only: the cluster has neither the reports of openreports.io nor"
                            + " those of wgpolicyk8s.io; install one of them to have them kept");
        }
        if (now == before) {
            return false;
        }
        if (now != null) {
            said = false;
            LOG.info("audit results are kept as {} {}", now.apiVersion(), now.namespacedKind());
        }
        digests.clear();
        return now != null;
    }

    /** Reads which reports of ours there are, and what they say. */
    Set<Key> existing() {
        var reports = kind;
        if (reports == null) {
            return Set.of();
        }
        var found = new ConcurrentHashMap<Key, String>();
        for (var namespaced : List.of(true, false)) {
            var all = client.genericKubernetesResources(reports.context(namespaced));
            var options = new ListOptionsBuilder()
                    .withLimit(PAGE)
                    .withLabelSelector("%s=%s,%s=audit"
                            .formatted(ObjectReport.MANAGED_BY, ObjectReport.SLUICE, ObjectReport.ABOUT))
                    .build();
            String next;
            do {
                var page = namespaced ? all.inAnyNamespace().list(options) : all.list(options);
                page.getItems().forEach(report -> found.put(key(report), digest(report)));
                next = page.getMetadata().getContinue();
                options.setContinue(next);
            } while (next != null && !next.isEmpty());
        }
        digests.clear();
        digests.putAll(found);
        return found.keySet();
    }

    private static Key key(GenericKubernetesResource report) {
        var namespace = report.getMetadata().getNamespace();
        return new Key(namespace == null ? "" : namespace, report.getMetadata().getName());
    }

    private static String digest(GenericKubernetesResource report) {
        var annotations = report.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(ObjectReport.DIGEST, "");
    }

    /** Writes a report unless it says the same already; one without results is taken away. */
    void write(ObjectReport report) {
        var reports = kind;
        if (reports == null) {
            return;
        }
        var key = new Key(report.namespace(), report.name());
        if (report.entries().isEmpty()) {
            delete(key);
            return;
        }
        var digest = report.digest(reports);
        if (digest.equals(digests.get(key))) {
            return;
        }
        apply(report, reports);
        digests.put(key, digest);
    }

    private void apply(ObjectReport report, ReportKind reports) {
        try {
            var resource = JSON.treeToValue(report.document(reports), GenericKubernetesResource.class);
            var namespaced = !report.namespace().isEmpty();
            var all = client.genericKubernetesResources(reports.context(namespaced));
            (namespaced ? all.inNamespace(report.namespace()) : all)
                    .resource(resource)
                    .fieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                    .forceConflicts()
                    .serverSideApply();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report cannot be written as JSON", e);
        } catch (KubernetesClientException e) {
            // In a namespace that is going nothing can be made any more, and nobody will miss it.
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && !isTerminating(e)) {
                throw e;
            }
        }
    }

    private static boolean isTerminating(KubernetesClientException e) {
        return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                && String.valueOf(e.getMessage()).contains("being terminated");
    }

    /** Takes away the report on an object that has gone, where no garbage collector has done so. */
    void delete(Key key) {
        var reports = kind;
        if (reports == null || digests.remove(key) == null) {
            return;
        }
        var namespaced = !key.namespace().isEmpty();
        var all = client.genericKubernetesResources(reports.context(namespaced));
        (namespaced ? all.inNamespace(key.namespace()) : all)
                .withName(key.name())
                .delete();
    }
}
