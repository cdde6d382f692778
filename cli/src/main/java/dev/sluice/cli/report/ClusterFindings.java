package dev.sluice.cli.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Findings;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sluice's policy reports of a cluster, read page by page. */
public final class ClusterFindings {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PAGE = 500;
    private static final String OURS = "app.kubernetes.io/managed-by=sluice";

    private final KubernetesClient client;

    public ClusterFindings(KubernetesClient client) {
        this.client = client;
    }

    private record Kind(String group, String version, String kind, String plural) {
        ResourceDefinitionContext context(boolean namespaced) {
            return new ResourceDefinitionContext.Builder()
                    .withGroup(group)
                    .withVersion(version)
                    .withKind(namespaced ? kind : "Cluster" + kind)
                    .withPlural(namespaced ? plural : "cluster" + plural)
                    .withNamespaced(namespaced)
                    .build();
        }
    }

    /**
     * @param namespace null for all of them and what is in none
     * @throws IllegalStateException when the cluster knows no policy reports
     */
    public Findings read(@Nullable String namespace, InstantSource clock) {
        var cluster = clusterName();
        var reader = new ReportReader(controls(), cluster);
        var kind = kind();
        var findings = new ArrayList<Finding>();
        list(kind.context(true), namespace, true, reader, findings);
        if (namespace == null) {
            list(kind.context(false), null, false, reader, findings);
        }
        var title = "sluice report: %s%s"
                .formatted(
                        cluster.isEmpty() ? "cluster" : cluster, namespace == null ? "" : ", namespace " + namespace);
        return new Findings(title, clock.instant(), findings, List.of());
    }

    private Kind kind() {
        var groups = client.getApiGroups().getGroups().stream()
                .map(APIGroup::getName)
                .collect(Collectors.toSet());
        if (groups.contains("openreports.io")) {
            return new Kind("openreports.io", "v1alpha1", "Report", "reports");
        }
        if (groups.contains("wgpolicyk8s.io")) {
            return new Kind("wgpolicyk8s.io", "v1alpha2", "PolicyReport", "policyreports");
        }
        throw new IllegalStateException("this cluster keeps no policy reports: install the CustomResourceDefinitions of"
                + " openreports.io (or wgpolicyk8s.io), and Sluice writes its reports within a minute");
    }

    private void list(
            ResourceDefinitionContext context,
            @Nullable String namespace,
            boolean namespaced,
            ReportReader reader,
            List<Finding> findings) {
        var all = client.genericKubernetesResources(context);
        var options =
                new ListOptionsBuilder().withLimit(PAGE).withLabelSelector(OURS).build();
        String next;
        do {
            var page = !namespaced
                    ? all.list(options)
                    : namespace == null
                            ? all.inAnyNamespace().list(options)
                            : all.inNamespace(namespace).list(options);
            for (GenericKubernetesResource report : page.getItems()) {
                findings.addAll(reader.findings(JSON.valueToTree(report)));
            }
            next = page.getMetadata().getContinue();
            options.setContinue(next);
        } while (next != null && !next.isEmpty());
    }

    private Map<String, List<String>> controls() {
        var controls = new HashMap<String, List<String>>();
        for (var policy : client.resources(Policy.class).list().getItems()) {
            var named = policy.getSpec() == null ? null : policy.getSpec().controls();
            if (named != null) {
                controls.put(policy.getMetadata().getName(), named);
            }
        }
        return controls;
    }

    private String clusterName() {
        var context = client.getConfiguration().getCurrentContext();
        return context == null
                        || context.getContext() == null
                        || context.getContext().getCluster() == null
                ? ""
                : context.getContext().getCluster();
    }
}
