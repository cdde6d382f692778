package dev.sluice.cli;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The managed kinds that a cluster serves, by discovery: whichever provider they are of. */
final class ManagedKinds {
    private static final String CATEGORY = "managed";

    private ManagedKinds() {}

    /** @param word as kubectl takes it: {@code queue}, {@code queues}, {@code queues.sqs} or {@code queues.sqs.aws.sluice.dev} */
    static List<ResourceDefinitionContext> named(KubernetesClient client, String word) {
        var asked = word.toLowerCase(Locale.ROOT);
        return client.getApiGroups().getGroups().stream()
                .flatMap(group -> of(client, group, asked))
                .toList();
    }

    private static Stream<ResourceDefinitionContext> of(KubernetesClient client, APIGroup group, String asked) {
        var version = group.getPreferredVersion();
        var resources = client.getApiResources(version.getGroupVersion());
        return resources == null
                ? Stream.empty()
                : resources.getResources().stream()
                        .filter(resource -> resource.getCategories().contains(CATEGORY)
                                && isMeant(asked, resource, resource.getName() + "." + group.getName()))
                        .map(resource -> new ResourceDefinitionContext.Builder()
                                .withGroup(group.getName())
                                .withVersion(version.getVersion())
                                .withKind(resource.getKind())
                                .withPlural(resource.getName())
                                .withNamespaced(true)
                                .build());
    }

    private static boolean isMeant(String asked, APIResource resource, String full) {
        return resource.getKind().toLowerCase(Locale.ROOT).equals(asked)
                || full.equals(asked)
                || full.startsWith(asked + ".");
    }
}
