package dev.sluice.report;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** A kind whose objects are judged, as the API server serves it. */
record AuditedKind(String group, String version, String kind, String plural, boolean namespaced) {

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }
}
