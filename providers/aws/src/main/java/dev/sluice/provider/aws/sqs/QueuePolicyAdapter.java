package dev.sluice.provider.aws.sqs;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.sqs.QueuePolicy.Outputs;
import dev.sluice.provider.aws.sqs.QueuePolicy.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Maps the policy of a queue to SQS, where it is one of the queue's attributes. */
final class QueuePolicyAdapter implements Adapter<Parameters, Outputs, AwsSession> {

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
        var url = target.desired().queueUrl();
        if (url == null) {
            // Only an object that never found what it refers to gets here, on its deletion.
            return Optional.empty();
        }
        return sqs(target)
                .find(
                        "GetQueueAttributes",
                        c -> c.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.POLICY))
                                .attributes())
                .map(attributes -> attributes.getOrDefault(QueueAttributeName.POLICY, ""))
                .filter(policy -> !policy.isEmpty())
                .map(policy -> Observed.available(
                        new Parameters(target.region(), url, null, Json.read(policy)), new Outputs(url), null));
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        write(target);
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        write(target);
    }

    private static void write(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        sqs(target)
                .call(
                        "SetQueueAttributes",
                        c -> c.setQueueAttributes(r -> r.queueUrl(desired.queueUrl())
                                .attributes(Map.of(QueueAttributeName.POLICY, Json.write(desired.policy())))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var url = target.desired().queueUrl();
        if (url != null) {
            sqs(target)
                    .find(
                            "SetQueueAttributes",
                            c -> c.setQueueAttributes(
                                    r -> r.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, ""))));
        }
    }

    private static Api<SqsClient> sqs(Target<Parameters, AwsSession> target) {
        return target.session().sqs(target.region());
    }
}
