package dev.sluice.provider.aws.s3;

import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.s3.LifecycleRule.Expiration;
import dev.sluice.provider.aws.s3.LifecycleRule.Filter;
import dev.sluice.provider.aws.s3.LifecycleRule.NoncurrentVersionExpiration;
import dev.sluice.provider.aws.s3.LifecycleRule.NoncurrentVersionTransition;
import dev.sluice.provider.aws.s3.LifecycleRule.Transition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;

/** The lifecycle rules of a bucket, which S3 takes as a whole. */
final class Lifecycle {
    private Lifecycle() {}

    static @Nullable List<LifecycleRule> read(Api<S3Client> s3, String bucket) {
        return s3.find("GetBucketLifecycleConfiguration", c -> c.getBucketLifecycleConfiguration(r -> r.bucket(bucket)))
                .map(answer -> answer.rules().stream().map(Lifecycle::rule).toList())
                .orElse(null);
    }

    static void write(Api<S3Client> s3, String bucket, @Nullable List<LifecycleRule> desired) {
        if (desired == null || desired.isEmpty()) {
            s3.call("DeleteBucketLifecycle", c -> c.deleteBucketLifecycle(r -> r.bucket(bucket)));
            return;
        }
        var rules = desired.stream().map(Lifecycle::rule).toList();
        s3.call(
                "PutBucketLifecycleConfiguration",
                c -> c.putBucketLifecycleConfiguration(
                        r -> r.bucket(bucket).lifecycleConfiguration(l -> l.rules(rules))));
    }

    private static LifecycleRule rule(software.amazon.awssdk.services.s3.model.LifecycleRule rule) {
        var expiration = rule.expiration();
        var noncurrent = rule.noncurrentVersionExpiration();
        var upload = rule.abortIncompleteMultipartUpload();
        return new LifecycleRule(
                rule.id(),
                rule.statusAsString(),
                filter(rule),
                some(rule.transitions().stream()
                        .map(t -> new Transition(t.days(), day(t.date()), t.storageClassAsString()))
                        .toList()),
                expiration == null
                        ? null
                        : new Expiration(
                                expiration.days(),
                                day(expiration.date()),
                                // S3 says that it is false where there are days.
                                Boolean.TRUE.equals(expiration.expiredObjectDeleteMarker()) ? true : null),
                some(rule.noncurrentVersionTransitions().stream()
                        .map(t -> new NoncurrentVersionTransition(
                                t.noncurrentDays(), t.newerNoncurrentVersions(), t.storageClassAsString()))
                        .toList()),
                noncurrent == null
                        ? null
                        : new NoncurrentVersionExpiration(
                                noncurrent.noncurrentDays(), noncurrent.newerNoncurrentVersions()),
                upload == null ? null : upload.daysAfterInitiation());
    }

    @SuppressWarnings("deprecation") // Rules of other hands may still have their prefix outside of a filter.
    private static @Nullable Filter filter(software.amazon.awssdk.services.s3.model.LifecycleRule rule) {
        var filter = rule.filter();
        if (filter == null) {
            return filter(rule.prefix(), Map.of(), null, null);
        }
        var and = filter.and();
        return and == null
                ? filter(
                        filter.prefix(),
                        filter.tag() == null
                                ? Map.of()
                                : Map.of(filter.tag().key(), filter.tag().value()),
                        filter.objectSizeGreaterThan(),
                        filter.objectSizeLessThan())
                : filter(
                        and.prefix(),
                        BucketTags.map(and.tags()),
                        and.objectSizeGreaterThan(),
                        and.objectSizeLessThan());
    }

    /** Null where it lets everything pass. */
    private static @Nullable Filter filter(
            @Nullable String prefix, Map<String, String> tags, @Nullable Long larger, @Nullable Long smaller) {
        var begins = prefix == null || prefix.isEmpty() ? null : prefix;
        return begins == null && tags.isEmpty() && larger == null && smaller == null
                ? null
                : new Filter(begins, tags.isEmpty() ? null : tags, larger, smaller);
    }

    private static software.amazon.awssdk.services.s3.model.LifecycleRule rule(LifecycleRule rule) {
        var builder = software.amazon.awssdk.services.s3.model.LifecycleRule.builder()
                .id(rule.id())
                .status(rule.status())
                .filter(filter(rule.filter()))
                .transitions(list(rule.transitions()).stream()
                        .map(Lifecycle::transition)
                        .toList())
                .noncurrentVersionTransitions(list(rule.noncurrentVersionTransitions()).stream()
                        .map(Lifecycle::transition)
                        .toList());
        var expiration = rule.expiration();
        if (expiration != null) {
            builder.expiration(e -> e.days(expiration.days())
                    .date(instant(expiration.date()))
                    .expiredObjectDeleteMarker(expiration.expiredObjectDeleteMarker()));
        }
        var noncurrent = rule.noncurrentVersionExpiration();
        if (noncurrent != null) {
            builder.noncurrentVersionExpiration(e -> e.noncurrentDays(noncurrent.noncurrentDays())
                    .newerNoncurrentVersions(noncurrent.newerNoncurrentVersions()));
        }
        if (rule.abortIncompleteMultipartUploadDays() != null) {
            builder.abortIncompleteMultipartUpload(
                    a -> a.daysAfterInitiation(rule.abortIncompleteMultipartUploadDays()));
        }
        return builder.build();
    }

    /** One condition stands alone, several have to be joined by an And. */
    private static LifecycleRuleFilter filter(@Nullable Filter filter) {
        var builder = LifecycleRuleFilter.builder();
        if (filter == null) {
            return builder.prefix("").build();
        }
        var tags = filter.tags() == null ? Map.<String, String>of() : filter.tags();
        int conditions = tags.size()
                + (filter.prefix() == null ? 0 : 1)
                + (filter.objectSizeGreaterThan() == null ? 0 : 1)
                + (filter.objectSizeLessThan() == null ? 0 : 1);
        if (conditions > 1) {
            return builder.and(a -> a.prefix(filter.prefix())
                            .tags(BucketTags.list(tags))
                            .objectSizeGreaterThan(filter.objectSizeGreaterThan())
                            .objectSizeLessThan(filter.objectSizeLessThan()))
                    .build();
        }
        tags.forEach((key, value) -> builder.tag(t -> t.key(key).value(value)));
        return builder.prefix(conditions == 0 ? "" : filter.prefix())
                .objectSizeGreaterThan(filter.objectSizeGreaterThan())
                .objectSizeLessThan(filter.objectSizeLessThan())
                .build();
    }

    private static software.amazon.awssdk.services.s3.model.Transition transition(Transition transition) {
        return software.amazon.awssdk.services.s3.model.Transition.builder()
                .days(transition.days())
                .date(instant(transition.date()))
                .storageClass(transition.storageClass())
                .build();
    }

    private static software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition transition(
            NoncurrentVersionTransition transition) {
        return software.amazon.awssdk.services.s3.model.NoncurrentVersionTransition.builder()
                .noncurrentDays(transition.noncurrentDays())
                .newerNoncurrentVersions(transition.newerNoncurrentVersions())
                .storageClass(transition.storageClass())
                .build();
    }

    private static @Nullable String day(@Nullable Instant instant) {
        return instant == null
                ? null
                : instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static @Nullable Instant instant(@Nullable String day) {
        return day == null
                ? null
                : LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static <T> @Nullable List<T> some(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
