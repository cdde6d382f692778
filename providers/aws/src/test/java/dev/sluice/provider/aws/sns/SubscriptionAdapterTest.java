package dev.sluice.provider.aws.sns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.sns.Subscription.Outputs;
import dev.sluice.provider.aws.sns.Subscription.Parameters;
import dev.sluice.provider.aws.sns.Subscription.RedrivePolicy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class SubscriptionAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final String ACCOUNT = ":eu-west-1:123456789012:";
    private static final String TOPIC = "arn:aws:sns" + ACCOUNT + "conformance-subscribed";
    private static final String FAILED = "arn:aws:sqs" + ACCOUNT + "conformance-undelivered";
    private static final JsonNode FILTER = Json.read("{\"store\":[\"example\",{\"prefix\":\"test\"}]}");

    private final SubscriptionAdapter adapter = new SubscriptionAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    private String endpoint = "";

    @Override
    protected void prerequisites() {
        new TopicAdapter()
                .create(new Target<>(
                        session,
                        REGION,
                        "conformance-subscribed",
                        new Topic.Parameters(REGION, null, null, null, null, null, null, null, null, null, null),
                        OWNER));
    }

    /** Another queue for each test: that is what makes another subscription. */
    @Override
    protected String newName() {
        var name = super.newName();
        endpoint = "arn:aws:sqs" + ACCOUNT + name;
        return name;
    }

    private Parameters subscription(Boolean raw, JsonNode filter, String scope, RedrivePolicy redrive) {
        return new Parameters(
                REGION, TOPIC, null, "sqs", endpoint, null, raw, filter, scope, redrive, null, null, null);
    }

    @Override
    protected Parameters complete() {
        return subscription(true, FILTER, "MessageAttributes", new RedrivePolicy(FAILED, null));
    }

    @Override
    protected Parameters minimal() {
        return subscription(null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var redrive = new RedrivePolicy(FAILED, null);
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("envelope", subscription(false, FILTER, "MessageAttributes", redrive));
        mutations.put(
                "filter changed",
                subscription(true, Json.read("{\"store\":[\"other\"]}"), "MessageAttributes", redrive));
        mutations.put("filter removed", subscription(true, null, null, redrive));
        mutations.put("filter on the body", subscription(true, FILTER, "MessageBody", redrive));
        mutations.put(
                "other dead letters",
                subscription(true, FILTER, "MessageAttributes", new RedrivePolicy(FAILED + "-too", null)));
        mutations.put("dead letters removed", subscription(true, FILTER, "MessageAttributes", null));
        return mutations;
    }

    /** The endpoint belongs to the test that runs, and the mutations were made for the one before. */
    @Override
    protected Parameters current(Parameters wanted) {
        return subscription(
                wanted.rawMessageDelivery(), wanted.filterPolicy(), wanted.filterPolicyScope(), wanted.redrivePolicy());
    }

    @Test
    void its_arn_is_looked_up_once_and_remembered() {
        createAs(minimal());
        var another = new SubscriptionAdapter();
        calls.clear();
        var found = another.read(target(minimal())).orElseThrow();
        another.read(target(minimal()));
        assertThat(calls.list())
                .containsExactly(
                        "ListSubscriptionsByTopic OK", "GetSubscriptionAttributes OK", "GetSubscriptionAttributes OK");
        assertThat(found.outputs()).isEqualTo(read(minimal()).outputs());
    }

    @Test
    void one_that_somebody_else_deletes_is_read_as_missing_although_its_arn_is_known() {
        createAs(minimal());
        new SubscriptionAdapter().delete(target(minimal()));
        assertThat(adapter.read(target(minimal()))).isEmpty();
    }

    @Test
    void of_a_topic_that_is_gone_there_is_no_subscription() {
        name = newName();
        var orphan = new Parameters(
                REGION, TOPIC + "-gone", null, "sqs", endpoint, null, null, null, null, null, null, null, null);
        assertThat(adapter.read(target(orphan))).isEmpty();
        adapter.delete(target(orphan));
    }

    @Test
    void without_its_topic_known_nothing_is_asked_and_nothing_deleted() {
        name = newName();
        var unresolved =
                new Parameters(REGION, null, null, "sqs", endpoint, null, null, null, null, null, null, null, null);
        calls.clear();
        assertThat(adapter.read(target(unresolved))).isEmpty();
        adapter.delete(target(unresolved));
        assertThat(calls.list()).isEmpty();
    }
}
