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
import dev.sluice.provider.aws.client.Details;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.sns.Topic.Outputs;
import dev.sluice.provider.aws.sns.Topic.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.Tag;

/** Maps a topic to SNS: one call creates it, two read it, and each attribute is changed by a call of its own. */
final class TopicAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final String FIFO_SUFFIX = ".fifo";

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var sns = sns(target);
        var arn = arn(target);
        return sns.find(
                        "GetTopicAttributes",
                        c -> c.getTopicAttributes(r -> r.topicArn(arn)).attributes())
                .flatMap(attributes -> {
                    if (!attributes.containsKey("TopicArn")) {
                        throw sns.incomplete("GetTopicAttributes");
                    }
                    return tags(sns, arn).map(tags -> observed(target, arn, attributes, tags));
                });
    }

    private static Observed<Parameters, Outputs> observed(
            Target<Parameters, AwsSession> target,
            String arn,
            Map<String, String> attributes,
            Map<String, String> tags) {
        return Observed.available(
                TopicAttributes.parameters(target.region(), attributes, Tags.parameter(tags)),
                new Outputs(arn),
                Tags.owner(tags));
    }

    /** Empty when the topic has gone meanwhile. */
    private static Optional<Map<String, String>> tags(Api<SnsClient> sns, String arn) {
        return sns.find(
                "ListTagsForResource",
                c -> c.listTagsForResource(r -> r.resourceArn(arn)).tags().stream()
                        .collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> first)));
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        boolean fifo = Boolean.TRUE.equals(target.desired().fifoTopic());
        if (fifo != name.endsWith(FIFO_SUFFIX)) {
            throw wrongName(name, fifo);
        }
        sns(target)
                .call(
                        "CreateTopic",
                        c -> c.createTopic(r -> r.name(name)
                                .attributes(TopicAttributes.all(target.desired()))
                                .tags(tagList(Tags.wanted(target.desired().tags(), target.ownerUid())))));
        return name;
    }

    /** AWS would refuse it too, in words that do not tell what to do about it. */
    private static CloudException wrongName(String name, boolean fifo) {
        var message = fifo
                ? "the name of a FIFO topic ends in .fifo, and '%s' does not: set the annotation sluice.dev/external-name to %s.fifo"
                        .formatted(name, name)
                : "only the name of a FIFO topic ends in .fifo, and '%s' does: set fifoTopic to true, or choose another name"
                        .formatted(name);
        return new CloudException(
                new CloudError.Invalid(message, "fifoTopic"), "sns", "CreateTopic", "InvalidName", null, null);
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var sns = sns(target);
        var arn = arn(target);
        TopicAttributes.update(target.desired(), new Changed(diff))
                .forEach((name, value) -> sns.call(
                        "SetTopicAttributes",
                        c -> c.setTopicAttributes(
                                r -> r.topicArn(arn).attributeName(name).attributeValue(value))));
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> sns.call(
                                "TagResource",
                                c -> c.tagResource(r -> r.resourceArn(arn).tags(tagList(put)))),
                        removed -> sns.call(
                                "UntagResource",
                                c -> c.untagResource(r -> r.resourceArn(arn).tagKeys(removed))));
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        return new Details()
                .with("arn", observed.outputs().arn())
                .with("region", target.region())
                .map();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        sns(target).find("DeleteTopic", c -> c.deleteTopic(r -> r.topicArn(arn(target))));
    }

    private static String arn(Target<Parameters, AwsSession> target) {
        return "arn:%s:sns:%s:%s:%s"
                .formatted(
                        Regions.partition(target.region()),
                        target.region(),
                        target.session().account(),
                        target.externalName());
    }

    private static List<Tag> tagList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static Api<SnsClient> sns(Target<Parameters, AwsSession> target) {
        return target.session().sns(target.region());
    }
}
