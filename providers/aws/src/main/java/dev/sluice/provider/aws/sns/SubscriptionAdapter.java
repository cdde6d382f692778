package dev.sluice.provider.aws.sns;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Remembered;
import dev.sluice.provider.aws.sns.Subscription.Outputs;
import dev.sluice.provider.aws.sns.Subscription.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.SnsClient;

/**
 * Maps a subscription to SNS. A topic has at most one subscription for a protocol and endpoint, so those three name it;
 * its ARN, which SNS chooses, is looked up once and remembered.
 */
final class SubscriptionAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** 100 a page. SNS has no way to ask for one endpoint; beyond these, subscribing again says what there is. */
    private static final int MAX_PAGES = 50;

    private final Remembered<Key> arns = new Remembered<>();

    private record Key(String scope, String topic, String protocol, String endpoint) {}

    @Override
    public boolean carriesOwnerTag() {
        return false;
    }

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return arn(target).flatMap(arn -> read(target, arn));
    }

    private Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target, String arn) {
        var sns = sns(target);
        var attributes = sns.find(
                "GetSubscriptionAttributes",
                c -> c.getSubscriptionAttributes(r -> r.subscriptionArn(arn)).attributes());
        if (attributes.isEmpty()) {
            arns.forget(key(target));
            return Optional.empty();
        }
        if (!attributes.get().containsKey("SubscriptionArn")) {
            throw sns.incomplete("GetSubscriptionAttributes");
        }
        return Optional.of(observed(target, arn, attributes.get()));
    }

    private static Observed<Parameters, Outputs> observed(
            Target<Parameters, AwsSession> target, String arn, Map<String, String> attributes) {
        var parameters = SubscriptionAttributes.parameters(target.region(), attributes);
        return "true".equals(attributes.get("PendingConfirmation"))
                ? new Observed<>(
                        parameters,
                        new Outputs(arn),
                        null,
                        Observed.State.CREATING,
                        "waiting for its endpoint to confirm it",
                        null)
                : Observed.available(parameters, new Outputs(arn), null);
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        var arn = sns(target)
                .call(
                        "Subscribe",
                        c -> c.subscribe(r -> r.topicArn(desired.topicArn())
                                        .protocol(desired.protocol())
                                        .endpoint(desired.endpoint())
                                        .attributes(SubscriptionAttributes.all(desired))
                                        // Without it SNS says "pending confirmation" in place of the ARN.
                                        .returnSubscriptionArn(true))
                                .subscriptionArn());
        arns.put(key(target), arn);
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var sns = sns(target);
        SubscriptionAttributes.update(target.desired(), new Changed(diff))
                .forEach((name, value) -> sns.call(
                        "SetSubscriptionAttributes",
                        c -> c.setSubscriptionAttributes(
                                r -> r.subscriptionArn(observed.outputs().arn())
                                        .attributeName(name)
                                        .attributeValue(value))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        arn(target).ifPresent(arn -> unsubscribe(sns(target), arn));
        arns.forget(key(target));
    }

    private static void unsubscribe(Api<SnsClient> sns, String arn) {
        try {
            sns.find("Unsubscribe", c -> c.unsubscribe(r -> r.subscriptionArn(arn)));
        } catch (CloudException failure) {
            if (failure.error() instanceof CloudError.Invalid
                    && failure.error().message().toLowerCase(Locale.ROOT).contains("pending confirmation")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "a subscription that nobody has confirmed cannot be deleted; AWS removes it three days after it was made"));
            }
            throw failure;
        }
    }

    private Optional<String> arn(Target<Parameters, AwsSession> target) {
        if (target.desired().topicArn() == null || target.desired().endpoint() == null) {
            // Only an object that never found what it refers to gets here, on its deletion.
            return Optional.empty();
        }
        var known = arns.get(key(target));
        if (known != null) {
            return Optional.of(known);
        }
        var found = Optional.ofNullable(search(target));
        found.ifPresent(arn -> arns.put(key(target), arn));
        return found;
    }

    private static @Nullable String search(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        String next = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            var token = next;
            var answer = sns(target)
                    .find(
                            "ListSubscriptionsByTopic",
                            c -> c.listSubscriptionsByTopic(
                                    r -> r.topicArn(desired.topicArn()).nextToken(token)));
            if (answer.isEmpty()) {
                return null;
            }
            for (var subscription : answer.get().subscriptions()) {
                // One that waits for confirmation, or was deleted just now, has a word in place of its ARN.
                if (desired.protocol().equals(subscription.protocol())
                        && subscription.endpoint().equals(desired.endpoint())
                        && subscription.subscriptionArn().startsWith("arn:")) {
                    return subscription.subscriptionArn();
                }
            }
            next = answer.get().nextToken();
            if (next == null || next.isEmpty()) {
                return null;
            }
        }
        return null;
    }

    private static Key key(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        return new Key(
                target.session().scope(),
                String.valueOf(desired.topicArn()),
                desired.protocol(),
                String.valueOf(desired.endpoint()));
    }

    private static Api<SnsClient> sns(Target<Parameters, AwsSession> target) {
        return target.session().sns(target.region());
    }
}
