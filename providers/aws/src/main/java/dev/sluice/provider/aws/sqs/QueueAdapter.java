package dev.sluice.provider.aws.sqs;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Details;
import dev.sluice.provider.aws.client.Remembered;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.sqs.Queue.Outputs;
import dev.sluice.provider.aws.sqs.Queue.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Maps a queue to SQS: one call creates or changes it, two read it. */
final class QueueAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final String FIFO_SUFFIX = ".fifo";

    /** Remembered, because SQS wants a URL where others take a name. */
    private record Key(String scope, String region, String name) {}

    private final Remembered<Key> urls = new Remembered<>();

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return url(target).flatMap(url -> read(target, url));
    }

    private Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target, String url) {
        var sqs = sqs(target);
        var attributes = sqs.find(
                "GetQueueAttributes",
                c -> c.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributes());
        var tags = attributes.isEmpty()
                ? Optional.<Map<String, String>>empty()
                : sqs.find(
                        "ListQueueTags",
                        c -> c.listQueueTags(r -> r.queueUrl(url)).tags());
        if (attributes.isEmpty() || tags.isEmpty()) {
            urls.forget(key(target));
            return Optional.empty();
        }
        var arn = attributes.get().get(QueueAttributeName.QUEUE_ARN);
        if (arn == null) {
            throw sqs.incomplete("GetQueueAttributes");
        }
        return Optional.of(Observed.available(
                QueueAttributes.parameters(target.desired(), attributes.get(), Tags.parameter(tags.get())),
                new Outputs(arn, url),
                Tags.owner(tags.get())));
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        boolean fifo = Boolean.TRUE.equals(target.desired().fifoQueue());
        if (fifo != name.endsWith(FIFO_SUFFIX)) {
            throw wrongName(name, fifo);
        }
        var url = sqs(target)
                .call(
                        "CreateQueue",
                        c -> c.createQueue(r -> r.queueName(name)
                                        .attributes(QueueAttributes.all(target.desired()))
                                        .tags(Tags.wanted(target.desired().tags(), target.ownerUid())))
                                .queueUrl());
        urls.put(key(target), url);
        return target.externalName();
    }

    /** AWS would refuse it too, in words that do not tell what to do about it. */
    private static CloudException wrongName(String name, boolean fifo) {
        var message = fifo
                ? "the name of a FIFO queue ends in .fifo, and '%s' does not: set the annotation sluice.dev/external-name to %s.fifo"
                        .formatted(name, name)
                : "only the name of a FIFO queue ends in .fifo, and '%s' does: set fifoQueue to true, or choose another name"
                        .formatted(name);
        return new CloudException(
                new CloudError.Invalid(message, "fifoQueue"), "sqs", "CreateQueue", "InvalidName", null, null);
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var sqs = sqs(target);
        var url = observed.outputs().url();
        var attributes = QueueAttributes.update(target.desired(), new Changed(diff));
        if (!attributes.isEmpty()) {
            sqs.call(
                    "SetQueueAttributes",
                    c -> c.setQueueAttributes(r -> r.queueUrl(url).attributes(attributes)));
        }
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> sqs.call(
                                "TagQueue", c -> c.tagQueue(r -> r.queueUrl(url).tags(put))),
                        removed -> sqs.call(
                                "UntagQueue",
                                c -> c.untagQueue(r -> r.queueUrl(url).tagKeys(removed))));
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        return new Details()
                .with("url", observed.outputs().url())
                .with("arn", observed.outputs().arn())
                .with("region", target.region())
                .map();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        url(target).ifPresent(url -> sqs(target).find("DeleteQueue", c -> c.deleteQueue(r -> r.queueUrl(url))));
        urls.forget(key(target));
    }

    private Optional<String> url(Target<Parameters, AwsSession> target) {
        var known = urls.get(key(target));
        if (known != null) {
            return Optional.of(known);
        }
        var found = sqs(target)
                .find(
                        "GetQueueUrl",
                        c -> c.getQueueUrl(r -> r.queueName(target.externalName()))
                                .queueUrl());
        found.ifPresent(url -> urls.put(key(target), url));
        return found;
    }

    private static Key key(Target<Parameters, AwsSession> target) {
        return new Key(target.session().scope(), target.region(), target.externalName());
    }

    private static Api<SqsClient> sqs(Target<Parameters, AwsSession> target) {
        return target.session().sqs(target.region());
    }
}
