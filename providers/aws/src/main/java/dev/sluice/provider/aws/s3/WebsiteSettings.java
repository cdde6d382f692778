package dev.sluice.provider.aws.s3;

import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.s3.Website.RedirectAll;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetBucketWebsiteResponse;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/** The web site that a bucket is, which S3 takes as a whole. */
final class WebsiteSettings {
    private WebsiteSettings() {}

    static @Nullable Website read(Api<S3Client> s3, String bucket) {
        return s3.find("GetBucketWebsite", c -> c.getBucketWebsite(r -> r.bucket(bucket)))
                .map(WebsiteSettings::website)
                .orElse(null);
    }

    static void write(Api<S3Client> s3, String bucket, @Nullable Website desired) {
        if (desired == null) {
            s3.call("DeleteBucketWebsite", c -> c.deleteBucketWebsite(r -> r.bucket(bucket)));
            return;
        }
        var configuration = configuration(desired);
        s3.call(
                "PutBucketWebsite",
                c -> c.putBucketWebsite(r -> r.bucket(bucket).websiteConfiguration(configuration)));
    }

    private static Website website(GetBucketWebsiteResponse found) {
        var index = found.indexDocument();
        var error = found.errorDocument();
        var all = found.redirectAllRequestsTo();
        return new Website(
                index == null ? null : index.suffix(),
                error == null ? null : error.key(),
                all == null ? null : new RedirectAll(all.hostName(), all.protocolAsString()),
                found.hasRoutingRules()
                        ? found.routingRules().stream()
                                .map(WebsiteSettings::rule)
                                .toList()
                        : null);
    }

    private static WebsiteConfiguration configuration(Website desired) {
        var configuration = WebsiteConfiguration.builder();
        var all = desired.redirectAllRequestsTo();
        if (all != null) {
            configuration.redirectAllRequestsTo(r -> r.hostName(all.hostName()).protocol(all.protocol()));
        }
        if (desired.indexDocument() != null) {
            configuration.indexDocument(d -> d.suffix(desired.indexDocument()));
        }
        if (desired.errorDocument() != null) {
            configuration.errorDocument(d -> d.key(desired.errorDocument()));
        }
        if (desired.routingRules() != null && !desired.routingRules().isEmpty()) {
            configuration.routingRules(
                    desired.routingRules().stream().map(WebsiteSettings::rule).toList());
        }
        return configuration.build();
    }

    private static Website.RoutingRule rule(RoutingRule found) {
        var condition = found.condition();
        var redirect = found.redirect();
        return new Website.RoutingRule(
                condition == null ? null : condition.keyPrefixEquals(),
                condition == null ? null : condition.httpErrorCodeReturnedEquals(),
                redirect.hostName(),
                redirect.protocolAsString(),
                redirect.httpRedirectCode(),
                redirect.replaceKeyPrefixWith(),
                redirect.replaceKeyWith());
    }

    private static RoutingRule rule(Website.RoutingRule wanted) {
        var rule = RoutingRule.builder()
                .redirect(r -> r.hostName(wanted.hostName())
                        .protocol(wanted.protocol())
                        .httpRedirectCode(wanted.httpRedirectCode())
                        .replaceKeyPrefixWith(wanted.replaceKeyPrefixWith())
                        .replaceKeyWith(wanted.replaceKeyWith()));
        if (wanted.keyPrefixEquals() != null || wanted.httpErrorCodeReturnedEquals() != null) {
            rule.condition(c -> c.keyPrefixEquals(wanted.keyPrefixEquals())
                    .httpErrorCodeReturnedEquals(wanted.httpErrorCodeReturnedEquals()));
        }
        return rule.build();
    }
}
