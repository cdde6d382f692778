package dev.sluice.provider.aws.s3;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.s3.Notifications.ToFunction;
import dev.sluice.provider.aws.s3.Notifications.ToQueue;
import dev.sluice.provider.aws.s3.Notifications.ToTopic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EventBridgeConfiguration;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/** A bucket's notifications, which S3 takes as a whole. */
final class NotificationSettings {
    private NotificationSettings() {}

    /** @param desired false is reported as it is wished for: S3 says nothing of an EventBridge that is not told */
    static @Nullable Notifications read(Api<S3Client> s3, String bucket, @Nullable Notifications desired) {
        var found = s3.call(
                "GetBucketNotificationConfiguration", c -> c.getBucketNotificationConfiguration(r -> r.bucket(bucket)));
        var off = desired == null ? null : Boolean.TRUE.equals(desired.eventBridge()) ? null : desired.eventBridge();
        var eventBridge = found.eventBridgeConfiguration() != null ? Boolean.TRUE : off;
        return eventBridge == null && isEmpty(found)
                ? null
                : new Notifications(
                        eventBridge,
                        some(found.queueConfigurations().stream()
                                .map(NotificationSettings::queue)
                                .toList()),
                        some(found.topicConfigurations().stream()
                                .map(NotificationSettings::topic)
                                .toList()),
                        some(found.lambdaFunctionConfigurations().stream()
                                .map(NotificationSettings::function)
                                .toList()));
    }

    private static boolean isEmpty(GetBucketNotificationConfigurationResponse found) {
        return found.queueConfigurations().isEmpty()
                && found.topicConfigurations().isEmpty()
                && found.lambdaFunctionConfigurations().isEmpty();
    }

    /** Nothing said is nobody told. */
    static void write(Api<S3Client> s3, String bucket, @Nullable Notifications desired) {
        var configuration = configuration(desired);
        try {
            s3.call(
                    "PutBucketNotificationConfiguration",
                    c -> c.putBucketNotificationConfiguration(
                            r -> r.bucket(bucket).notificationConfiguration(configuration)));
        } catch (CloudException failure) {
            if (failure.error().message().contains("validate the following destination")) {
                // Not the specification's fault: the permission may be on its way, in the same commit.
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "S3 may not tell one of the destinations yet; the policy of a queue or topic, or a Permission of a function, has to allow s3.amazonaws.com to do so: "
                                        + failure.error().message()));
            }
            throw failure;
        }
    }

    private static NotificationConfiguration configuration(@Nullable Notifications desired) {
        var configuration = NotificationConfiguration.builder();
        if (desired == null) {
            return configuration.build();
        }
        if (Boolean.TRUE.equals(desired.eventBridge())) {
            configuration.eventBridgeConfiguration(
                    EventBridgeConfiguration.builder().build());
        }
        return configuration
                .queueConfigurations(list(desired.queues()).stream()
                        .map(NotificationSettings::queue)
                        .toList())
                .topicConfigurations(list(desired.topics()).stream()
                        .map(NotificationSettings::topic)
                        .toList())
                .lambdaFunctionConfigurations(list(desired.functions()).stream()
                        .map(NotificationSettings::function)
                        .toList())
                .build();
    }

    private static ToQueue queue(QueueConfiguration found) {
        var filter = found.filter();
        return new ToQueue(
                found.id(),
                found.queueArn(),
                null,
                found.eventsAsStrings(),
                filtered(filter, "prefix"),
                filtered(filter, "suffix"));
    }

    private static QueueConfiguration queue(ToQueue wanted) {
        return QueueConfiguration.builder()
                .id(wanted.id())
                .queueArn(wanted.queueArn())
                .eventsWithStrings(wanted.events())
                .filter(filter(wanted.filterPrefix(), wanted.filterSuffix()))
                .build();
    }

    private static ToTopic topic(TopicConfiguration found) {
        var filter = found.filter();
        return new ToTopic(
                found.id(),
                found.topicArn(),
                null,
                found.eventsAsStrings(),
                filtered(filter, "prefix"),
                filtered(filter, "suffix"));
    }

    private static TopicConfiguration topic(ToTopic wanted) {
        return TopicConfiguration.builder()
                .id(wanted.id())
                .topicArn(wanted.topicArn())
                .eventsWithStrings(wanted.events())
                .filter(filter(wanted.filterPrefix(), wanted.filterSuffix()))
                .build();
    }

    private static ToFunction function(LambdaFunctionConfiguration found) {
        var filter = found.filter();
        return new ToFunction(
                found.id(),
                found.lambdaFunctionArn(),
                null,
                found.eventsAsStrings(),
                filtered(filter, "prefix"),
                filtered(filter, "suffix"));
    }

    private static LambdaFunctionConfiguration function(ToFunction wanted) {
        return LambdaFunctionConfiguration.builder()
                .id(wanted.id())
                .lambdaFunctionArn(wanted.functionArn())
                .eventsWithStrings(wanted.events())
                .filter(filter(wanted.filterPrefix(), wanted.filterSuffix()))
                .build();
    }

    /** S3 writes the names of the rules now with a capital, now without. */
    private static @Nullable String filtered(@Nullable NotificationConfigurationFilter filter, String name) {
        return filter == null || filter.key() == null
                ? null
                : filter.key().filterRules().stream()
                        .filter(rule -> name.equalsIgnoreCase(rule.nameAsString()))
                        .map(FilterRule::value)
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .orElse(null);
    }

    private static @Nullable NotificationConfigurationFilter filter(@Nullable String prefix, @Nullable String suffix) {
        var rules = new ArrayList<FilterRule>();
        if (prefix != null) {
            rules.add(FilterRule.builder().name("prefix").value(prefix).build());
        }
        if (suffix != null) {
            rules.add(FilterRule.builder().name("suffix").value(suffix).build());
        }
        return rules.isEmpty()
                ? null
                : NotificationConfigurationFilter.builder()
                        .key(k -> k.filterRules(rules))
                        .build();
    }

    private static <T> @Nullable List<T> some(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
