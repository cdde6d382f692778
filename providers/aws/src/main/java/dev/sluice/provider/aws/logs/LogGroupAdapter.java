package dev.sluice.provider.aws.logs;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.logs.LogGroup.Outputs;
import dev.sluice.provider.aws.logs.LogGroup.Parameters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;

/** Maps a log group to CloudWatch Logs, where each setting is a call of its own. */
final class LogGroupAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    /** There is no call for one group; the listing is in order, so the group comes first among those it begins. */
    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var logs = logs(target);
        var name = target.externalName();
        var listed = logs.call("DescribeLogGroups", c -> c.describeLogGroups(r -> r.logGroupNamePrefix(name)));
        if (!listed.hasLogGroups()) {
            throw logs.incomplete("DescribeLogGroups");
        }
        var arn = arn(target);
        return listed.logGroups().stream()
                .filter(group -> name.equals(group.logGroupName()))
                .findFirst()
                .flatMap(group -> tags(logs, arn)
                        .map(tags -> Observed.available(
                                new Parameters(
                                        target.region(),
                                        group.retentionInDays(),
                                        group.kmsKeyId(),
                                        null,
                                        group.logGroupClassAsString(),
                                        Boolean.TRUE.equals(group.deletionProtectionEnabled()),
                                        Tags.parameter(tags)),
                                new Outputs(arn),
                                Tags.owner(tags))));
    }

    /** Empty when the group has gone meanwhile. */
    private static Optional<Map<String, String>> tags(Api<CloudWatchLogsClient> logs, String arn) {
        return logs.find(
                "ListTagsForResource",
                c -> c.listTagsForResource(r -> r.resourceArn(arn)).tags());
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        logs(target)
                .call(
                        "CreateLogGroup",
                        c -> c.createLogGroup(r -> r.logGroupName(target.externalName())
                                .kmsKeyId(desired.kmsKeyId())
                                .logGroupClass(desired.logGroupClass())
                                .deletionProtectionEnabled(desired.deletionProtectionEnabled())
                                .tags(Tags.wanted(desired.tags(), target.ownerUid()))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var changed = new Changed(diff);
        tags(target, observed);
        if (changed.touches("retentionInDays")) {
            retention(target);
        }
        if (changed.touches("kmsKeyId")) {
            key(target);
        }
        if (changed.touches("deletionProtectionEnabled")) {
            logs(target)
                    .call(
                            "PutLogGroupDeletionProtection",
                            c -> c.putLogGroupDeletionProtection(r -> r.logGroupIdentifier(target.externalName())
                                    .deletionProtectionEnabled(target.desired().deletionProtectionEnabled())));
        }
    }

    private static void retention(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        var days = target.desired().retentionInDays();
        if (days == null) {
            logs(target).call("DeleteRetentionPolicy", c -> c.deleteRetentionPolicy(r -> r.logGroupName(name)));
        } else {
            logs(target)
                    .call(
                            "PutRetentionPolicy",
                            c -> c.putRetentionPolicy(r -> r.logGroupName(name).retentionInDays(days)));
        }
    }

    private static void key(Target<Parameters, AwsSession> target) {
        var name = target.externalName();
        var key = target.desired().kmsKeyId();
        if (key == null) {
            logs(target).call("DisassociateKmsKey", c -> c.disassociateKmsKey(r -> r.logGroupName(name)));
        } else {
            logs(target)
                    .call(
                            "AssociateKmsKey",
                            c -> c.associateKmsKey(r -> r.logGroupName(name).kmsKeyId(key)));
        }
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var arn = arn(target);
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> logs(target)
                                .call(
                                        "TagResource",
                                        c -> c.tagResource(
                                                r -> r.resourceArn(arn).tags(put))),
                        removed -> logs(target)
                                .call(
                                        "UntagResource",
                                        c -> c.untagResource(
                                                r -> r.resourceArn(arn).tagKeys(removed))));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            logs(target).find("DeleteLogGroup", c -> c.deleteLogGroup(r -> r.logGroupName(target.externalName())));
        } catch (CloudException failure) {
            if (failure.error() instanceof CloudError.Invalid
                    && failure.error().message().toLowerCase(Locale.ROOT).contains("deletion protection")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "the log group is protected against deletion; set deletionProtectionEnabled to false first, or leave Delete out of spec.managementPolicies to keep it"));
            }
            throw failure;
        }
    }

    private static String arn(Target<Parameters, AwsSession> target) {
        return "arn:%s:logs:%s:%s:log-group:%s"
                .formatted(
                        Regions.partition(target.region()),
                        target.region(),
                        target.session().account(),
                        target.externalName());
    }

    private static Api<CloudWatchLogsClient> logs(Target<Parameters, AwsSession> target) {
        return target.session().logs(target.region());
    }
}
