package dev.sluice.admission;

import dev.sluice.api.GatePoint;
import dev.sluice.api.Sluice;
import dev.sluice.gate.rego.PolicyDefinition;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirementBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchConditionBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cluster's webhook configuration as it has to be: which kinds are judged, and what happens while Sluice is
 * away. Someone else's change to it is undone.
 *
 * <ul>
 *   <li>Managed kinds and provider configurations: refused while Sluice is away (fail closed).
 *   <li>Sluice's own kinds ({@code sluice.dev}): admitted while Sluice is away, so that a broken installation can be
 *       mended; what they ask for is still judged at the sync and cloud gates.
 *   <li>Exemptions from policies: refused while Sluice is away, for nobody would ask who approves them.
 *   <li>Other kinds that a policy names: refused while Sluice is away, outside {@code kube-system} and Sluice's own
 *       namespace.
 * </ul>
 */
public final class WebhookConfigurator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookConfigurator.class);
    private static final String NAME = "sluice";
    private static final int TIMEOUT_SECONDS = 5;

    /**
     * Whoever takes a finalizer off what is being deleted updates an object whose specification no longer matters: were
     * it judged, an object that breaks a new policy could never go. Our own finalizer is another matter: without it the
     * resource stays behind in the cloud.
     */
    private static final String MORE_THAN_THE_END_OF_A_DELETION =
            """
            request.operation != 'UPDATE' || !has(oldObject.metadata.deletionTimestamp)
            || object.?spec != oldObject.?spec
            || object.metadata.?labels != oldObject.metadata.?labels
            || object.metadata.?annotations != oldObject.metadata.?annotations
            || ('%1$s' in object.metadata.?finalizers.orValue([])) != ('%1$s' in oldObject.metadata.?finalizers.orValue([]))
            """.formatted(Sluice.FINALIZER).strip();

    static final String FOREIGN = ".foreign.gate.sluice.dev";

    private final KubernetesClient client;
    private final String url;
    private final List<String> managedGroups;
    private final String ownUser;
    private final String ownNamespace;
    private final Consumer<String> onInterference;
    private @Nullable ValidatingWebhookConfiguration wanted;

    /** Whether the policies are loaded: until then it is not known which other kinds they name. */
    private boolean policiesKnown;

    /** What somebody else has done and was told of: once, however often it is tried to be undone. */
    private @Nullable String told;

    private @Nullable SharedIndexInformer<ValidatingWebhookConfiguration> informer;

    /**
     * @param url where the API server reaches the webhook
     * @param managedGroups API groups of the managed kinds and provider configurations
     * @param ownUser Sluice's user name; its requests are not sent here when it is a service account, for they were
     *     judged where they were made
     * @param onInterference told what somebody else has done to the configuration
     */
    public WebhookConfigurator(
            KubernetesClient client,
            String url,
            Collection<String> managedGroups,
            String ownUser,
            String ownNamespace,
            Consumer<String> onInterference) {
        this.client = client;
        this.url = url;
        this.managedGroups = managedGroups.stream().sorted().distinct().toList();
        this.ownUser = ownUser;
        this.ownNamespace = ownNamespace;
        this.onInterference = onInterference;
    }

    /**
     * Writes the configuration for these policies and this authority, and watches over it from then on.
     *
     * @param policies those in force; null while they are being loaded, and what is judged for them then stays judged
     */
    public synchronized void configure(@Nullable Collection<PolicyDefinition> policies, String authorityPem) {
        policiesKnown = policies != null;
        wanted = configuration(policies == null ? List.of() : policies, authorityPem);
        apply(found());
        if (informer == null) {
            informer = client.admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .withName(NAME)
                    .inform(new Watcher());
        }
    }

    @Override
    public synchronized void close() {
        if (informer != null) {
            informer.close();
        }
    }

    /**
     * Looks whether the configuration is as it has to be, and restores it where it is not.
     *
     * @return what is wrong with it and could not be restored; empty where it is as it has to be
     */
    public synchronized Optional<String> mended() {
        if (wanted == null) {
            return Optional.of("the webhook configuration '%s' was never written".formatted(NAME));
        }
        var wrong = WebhookEntries.difference(wanted, found());
        if (wrong.isEmpty()) {
            told = null;
            return wrong;
        }
        try {
            restore(wrong.get());
            return WebhookEntries.difference(wanted, found());
        } catch (KubernetesClientException e) {
            LOG.error("{}, and it cannot be restored: {}", wrong.get(), e.getMessage());
            return wrong;
        }
    }

    private @Nullable ValidatingWebhookConfiguration found() {
        return client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(NAME)
                .get();
    }

    private void apply(@Nullable ValidatingWebhookConfiguration found) {
        if (wanted == null) {
            return;
        }
        var whole = policiesKnown || found == null ? wanted : WebhookEntries.withForeignOf(found, wanted);
        client.resource(whole)
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                                .withForce(true)
                                .build(),
                        whole);
    }

    private synchronized void restoreIfChanged(@Nullable ValidatingWebhookConfiguration seen) {
        if (wanted != null && WebhookEntries.difference(wanted, seen).isPresent()) {
            // What a watch tells may be older than what we have written since.
            mended().ifPresent(wrong -> LOG.error("{}; tried again shortly", wrong));
        }
    }

    private void restore(String wrong) {
        LOG.warn("{}; restoring it", wrong);
        if (!wrong.equals(told)) {
            told = wrong;
            onInterference.accept(wrong);
        }
        apply(found());
    }

    private ValidatingWebhookConfiguration configuration(Collection<PolicyDefinition> policies, String authorityPem) {
        var caBundle = Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.UTF_8));
        var webhooks = new ArrayList<ValidatingWebhook>();
        webhooks.add(webhook("managed.gate.sluice.dev", managedGroups, List.of(), "Fail", caBundle));
        webhooks.add(new ValidatingWebhookBuilder(
                        webhook("core.gate.sluice.dev", List.of(Sluice.GROUP), List.of(), "Ignore", caBundle))
                .addToMatchConditions(new MatchConditionBuilder()
                        .withName("not-an-exemption")
                        .withExpression("request.kind.kind != 'PolicyExemption'")
                        .build())
                .build());
        webhooks.add(webhook(
                "exemptions.gate.sluice.dev", List.of(Sluice.GROUP), List.of("PolicyExemption"), "Fail", caBundle));
        var foreign = foreignKinds(policies);
        foreign.forEach((group, kinds) -> webhooks.add(foreign(group, List.copyOf(kinds), caBundle)));
        return new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(NAME)
                .addToLabels("app.kubernetes.io/managed-by", "sluice")
                .endMetadata()
                .withWebhooks(webhooks)
                .build();
    }

    private ValidatingWebhook foreign(String group, List<String> kinds, String caBundle) {
        var label = group.isEmpty() ? "core" : group.replace('.', '-');
        return new ValidatingWebhookBuilder(webhook(label + FOREIGN, List.of(group), kinds, "Fail", caBundle))
                .withNamespaceSelector(new LabelSelectorBuilder()
                        .withMatchExpressions(new LabelSelectorRequirementBuilder()
                                .withKey("kubernetes.io/metadata.name")
                                .withOperator("NotIn")
                                .withValues("kube-system", ownNamespace)
                                .build())
                        .build())
                .build();
    }

    /** The kinds outside our groups that a policy names, by group. A wildcard never reaches beyond our own groups. */
    private Map<String, Set<String>> foreignKinds(Collection<PolicyDefinition> policies) {
        var foreign = new TreeMap<String, Set<String>>();
        for (var policy : policies) {
            if (policy.enforcement().at(GatePoint.ADMISSION) == null) {
                continue;
            }
            for (var kinds : policy.scope().kinds()) {
                for (var group : kinds.apiGroups() == null ? List.<String>of() : kinds.apiGroups()) {
                    if (!group.contains("*") && !isOurs(group) && kinds.kinds() != null) {
                        foreign.computeIfAbsent(group, g -> new TreeSet<>()).addAll(kinds.kinds());
                    }
                }
            }
        }
        return foreign;
    }

    private boolean isOurs(String group) {
        return group.equals(Sluice.GROUP) || managedGroups.contains(group);
    }

    private ValidatingWebhook webhook(
            String name, List<String> groups, List<String> kinds, String failurePolicy, String caBundle) {
        var webhook = new ValidatingWebhookBuilder()
                .withName(name)
                .withAdmissionReviewVersions("v1")
                .withSideEffects("NoneOnDryRun")
                .withMatchPolicy("Equivalent")
                .withFailurePolicy(failurePolicy)
                .withTimeoutSeconds(TIMEOUT_SECONDS)
                .withNewClientConfig()
                .withUrl(url)
                .withCaBundle(caBundle)
                .endClientConfig()
                .withRules(new RuleWithOperationsBuilder()
                        .withApiGroups(groups)
                        .withApiVersions("*")
                        .withResources("*")
                        .withOperations("CREATE", "UPDATE", "DELETE")
                        .withScope("*")
                        .build())
                .addToMatchConditions(new MatchConditionBuilder()
                        .withName("more-than-the-end-of-a-deletion")
                        .withExpression(MORE_THAN_THE_END_OF_A_DELETION)
                        .build());
        if (ownUser.startsWith("system:serviceaccount:")) {
            webhook.addToMatchConditions(new MatchConditionBuilder()
                    .withName("not-sluice-itself")
                    .withExpression(notByUsUnlessItAsks())
                    .build());
        }
        if (!kinds.isEmpty() && !kinds.contains("*")) {
            var list = kinds.stream().map(k -> "'" + k.replace("'", "") + "'").toList();
            webhook.addToMatchConditions(new MatchConditionBuilder()
                    .withName("kinds-that-policies-name")
                    .withExpression("request.kind.kind in [%s]".formatted(String.join(", ", list)))
                    .build());
        }
        return webhook.build();
    }

    /** Sluice's own requests are not sent here, but for the one that asks whether anything is. */
    private String notByUsUnlessItAsks() {
        return """
                request.userInfo.username != '%s'
                || (request.operation == 'CREATE' && has(request.dryRun) && request.dryRun
                && '%s' in object.metadata.?annotations.orValue({}))
                """.formatted(ownUser, Sluice.PROBE).strip();
    }

    private final class Watcher implements ResourceEventHandler<ValidatingWebhookConfiguration> {
        @Override
        public void onAdd(ValidatingWebhookConfiguration found) {
            restoreIfChanged(found);
        }

        @Override
        public void onUpdate(ValidatingWebhookConfiguration before, ValidatingWebhookConfiguration found) {
            restoreIfChanged(found);
        }

        @Override
        public void onDelete(ValidatingWebhookConfiguration found, boolean finalStateUnknown) {
            restoreIfChanged(null);
        }
    }
}
