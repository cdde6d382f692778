package dev.sluice.provider.aws.s3;

import dev.sluice.provider.aws.client.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;

/** The CORS rules of a bucket, which S3 takes as a whole. Their order counts: the first that fits a request is used. */
final class Cors {
    private Cors() {}

    static @Nullable List<CorsRule> read(Api<S3Client> s3, String bucket) {
        return s3.find("GetBucketCors", c -> c.getBucketCors(r -> r.bucket(bucket)))
                .map(answer -> answer.corsRules().stream().map(Cors::rule).toList())
                .orElse(null);
    }

    static void write(Api<S3Client> s3, String bucket, @Nullable List<CorsRule> desired) {
        if (desired == null || desired.isEmpty()) {
            s3.call("DeleteBucketCors", c -> c.deleteBucketCors(r -> r.bucket(bucket)));
            return;
        }
        var rules = desired.stream().map(Cors::rule).toList();
        s3.call(
                "PutBucketCors",
                c -> c.putBucketCors(r -> r.bucket(bucket).corsConfiguration(l -> l.corsRules(rules))));
    }

    private static CorsRule rule(CORSRule rule) {
        return new CorsRule(
                rule.id(),
                rule.allowedMethods(),
                rule.allowedOrigins(),
                rule.hasAllowedHeaders() ? rule.allowedHeaders() : null,
                rule.hasExposeHeaders() ? rule.exposeHeaders() : null,
                rule.maxAgeSeconds());
    }

    private static CORSRule rule(CorsRule rule) {
        return CORSRule.builder()
                .id(rule.id())
                .allowedMethods(rule.allowedMethods())
                .allowedOrigins(rule.allowedOrigins())
                .allowedHeaders(rule.allowedHeaders())
                .exposeHeaders(rule.exposeHeaders())
                .maxAgeSeconds(rule.maxAgeSeconds())
                .build();
    }
}
