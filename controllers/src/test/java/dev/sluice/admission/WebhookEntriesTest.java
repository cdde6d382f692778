package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What counts as a webhook configuration that is as it has to be. */
class WebhookEntriesTest {
    private static final String FOREIGN = "apps" + WebhookConfigurator.FOREIGN;

    @Test
    void what_the_API_server_fills_in_is_no_difference() {
        var found = configuration(webhook(
                "managed",
                w -> w.withObjectSelector(new LabelSelectorBuilder().build())
                        .withNamespaceSelector(new LabelSelectorBuilder().build())));

        assertThat(WebhookEntries.difference(configuration(webhook("managed", w -> w)), found))
                .isEmpty();
    }

    @Test
    void a_webhook_that_somebody_narrows_down_is_changed() {
        for (UnaryOperator<ValidatingWebhookBuilder> narrowed :
                java.util.List.<UnaryOperator<ValidatingWebhookBuilder>>of(
                        w -> w.withObjectSelector(new LabelSelectorBuilder()
                                .withMatchLabels(Map.of("judged", "yes"))
                                .build()),
                        w -> w.withNamespaceSelector(new LabelSelectorBuilder()
                                .withMatchLabels(Map.of("judged", "yes"))
                                .build()),
                        w -> w.withFailurePolicy("Ignore"),
                        w -> w.editClientConfig()
                                .withUrl("https://nobody.invalid")
                                .endClientConfig())) {
            assertThat(WebhookEntries.difference(
                            configuration(webhook("managed", w -> w)), configuration(webhook("managed", narrowed))))
                    .hasValueSatisfying(said -> assertThat(said).contains("managed is changed"));
        }
    }

    @Test
    void a_webhook_that_is_gone_is_missing() {
        assertThat(WebhookEntries.difference(configuration(webhook("managed", w -> w)), configuration()))
                .hasValueSatisfying(said -> assertThat(said).contains("managed is missing"));
        assertThat(WebhookEntries.difference(configuration(webhook("managed", w -> w)), null))
                .hasValueSatisfying(said -> assertThat(said).contains("is missing"));
    }

    @Test
    void what_another_replica_has_judged_for_its_policies_is_no_difference_but_an_entry_of_others_is() {
        var wanted = configuration(webhook("managed", w -> w));

        assertThat(WebhookEntries.difference(
                        wanted, configuration(webhook("managed", w -> w), webhook(FOREIGN, w -> w))))
                .isEmpty();
        assertThat(WebhookEntries.difference(
                        wanted, configuration(webhook("managed", w -> w), webhook("evil", w -> w))))
                .hasValueSatisfying(said -> assertThat(said).contains("evil"));
    }

    @Test
    void while_the_policies_are_loaded_the_kinds_they_named_before_stay_judged_by_the_new_address() {
        var wanted = configuration(webhook(
                "managed", w -> w.editClientConfig().withUrl("https://new").endClientConfig()));

        var kept = WebhookEntries.withForeignOf(configuration(webhook(FOREIGN, w -> w)), wanted);

        assertThat(kept.getWebhooks()).extracting(ValidatingWebhook::getName).containsExactly("managed", FOREIGN);
        assertThat(kept.getWebhooks())
                .allSatisfy(w -> assertThat(w.getClientConfig().getUrl()).isEqualTo("https://new"));
    }

    private static ValidatingWebhookConfiguration configuration(ValidatingWebhook... webhooks) {
        return new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("sluice")
                .endMetadata()
                .withWebhooks(webhooks)
                .build();
    }

    private static ValidatingWebhook webhook(String name, UnaryOperator<ValidatingWebhookBuilder> with) {
        return with.apply(new ValidatingWebhookBuilder()
                        .withName(name)
                        .withFailurePolicy("Fail")
                        .withMatchPolicy("Equivalent")
                        .withTimeoutSeconds(5)
                        .withNewClientConfig()
                        .withUrl("https://sluice")
                        .endClientConfig()
                        .withRules(new RuleWithOperationsBuilder()
                                .withApiGroups("x")
                                .withApiVersions("*")
                                .withResources("*")
                                .withOperations("CREATE")
                                .withScope("*")
                                .build()))
                .build();
    }
}
