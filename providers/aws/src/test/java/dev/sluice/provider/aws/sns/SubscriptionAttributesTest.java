package dev.sluice.provider.aws.sns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.sns.Subscription.DeliveryPolicy;
import dev.sluice.provider.aws.sns.Subscription.HealthyRetryPolicy;
import dev.sluice.provider.aws.sns.Subscription.Parameters;
import dev.sluice.provider.aws.sns.Subscription.ThrottlePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes over the wire. */
class SubscriptionAttributesTest {

    @Test
    void what_sns_adds_to_a_delivery_policy_is_no_difference() {
        var wanted = subscription(new DeliveryPolicy(
                new HealthyRetryPolicy(5, null, null, null, null, null, null), new ThrottlePolicy(10), null));
        var reported = SubscriptionAttributes.parameters(
                "eu-west-1",
                Map.of(
                        "TopicArn",
                        "arn:aws:sns:eu-west-1:123456789012:orders",
                        "Protocol",
                        "https",
                        "Endpoint",
                        "https://example.org/hook",
                        "RawMessageDelivery",
                        "false",
                        "DeliveryPolicy",
                        """
                        {"healthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":5,"numMaxDelayRetries":0,\
                        "numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},"sicklyRetryPolicy":null,\
                        "throttlePolicy":{"maxReceivesPerSecond":10},"requestPolicy":null,"guaranteed":false}"""));
        assertThat(RecordDiff.of(wanted, reported)).isEmpty();
    }

    @Test
    void a_delivery_policy_says_only_what_was_wished_for() {
        var wanted = subscription(
                new DeliveryPolicy(new HealthyRetryPolicy(5, null, null, null, null, null, null), null, null));
        assertThat(SubscriptionAttributes.all(wanted))
                .containsExactlyEntriesOf(Map.of("DeliveryPolicy", "{\"healthyRetryPolicy\":{\"numRetries\":5}}"));
    }

    @Test
    void what_was_unset_is_removed_in_the_words_sns_wants() {
        var changed = new Changed(List.of(change("filterPolicy"), change("redrivePolicy"), change("deliveryPolicy")));
        assertThat(SubscriptionAttributes.update(subscription(null), changed))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("FilterPolicy", "{}", "RedrivePolicy", "", "DeliveryPolicy", ""));
    }

    @Test
    void the_scope_is_written_before_the_policy_that_is_judged_by_it() {
        var changed = new Changed(List.of(change("filterPolicy"), change("filterPolicyScope")));
        assertThat(new ArrayList<>(SubscriptionAttributes.update(subscription(null), changed)
                        .keySet()))
                .containsExactly("FilterPolicyScope", "FilterPolicy");
    }

    private static Parameters subscription(@Nullable DeliveryPolicy policy) {
        return new Parameters(
                "eu-west-1",
                "arn:aws:sns:eu-west-1:123456789012:orders",
                null,
                "https",
                "https://example.org/hook",
                null,
                null,
                null,
                null,
                null,
                policy,
                null,
                null);
    }

    private static FieldChange change(String path) {
        return new FieldChange(path, FieldChange.Action.CHANGE, null, null, null, null);
    }
}
