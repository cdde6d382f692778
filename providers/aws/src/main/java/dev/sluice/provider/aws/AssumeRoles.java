package dev.sluice.provider.aws;

import dev.sluice.api.Durations;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.aws.client.Roles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Tag;

/** The roles that a configuration assumes one with the other. */
record AssumeRoles(List<Hop> hops) {
    private static final int MAX_HOPS = 5;
    private static final int MAX_SESSION_NAME = 64;
    private static final Duration SHORTEST = Duration.ofMinutes(15);
    private static final Duration DEFAULT = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofHours(12);

    /** @param place in the ProviderConfig, for people */
    record Hop(String place, AssumeRoleRequest request) {}

    static AssumeRoles read(String config, @Nullable List<ProviderConfig.AssumeRole> chain) {
        var hops = new ArrayList<Hop>();
        for (var role : chain == null ? List.<ProviderConfig.AssumeRole>of() : chain) {
            var place = "ProviderConfig %s: spec.assumeRoleChain[%d]".formatted(config, hops.size());
            if (hops.size() == MAX_HOPS) {
                throw new ProviderConfigException(
                        place + " is one role too many; at most " + MAX_HOPS + " are assumed");
            }
            hops.add(new Hop(place + ", role " + role.roleArn(), request(config, place, role)));
        }
        return new AssumeRoles(hops);
    }

    /** The credentials of the last role; those of the source where there is none. */
    AwsCredentialsProvider on(Roles roles, AwsCredentialsProvider source) {
        var credentials = source;
        for (var hop : hops) {
            credentials = roles.assume(hop.place(), credentials, hop.request());
        }
        return credentials;
    }

    /** What AWS's records call the session; AWS takes fewer characters than Kubernetes has in names. */
    static String sessionName(String config, @Nullable String given) {
        var name = given == null ? "sluice-" + config : given;
        return name.length() <= MAX_SESSION_NAME ? name : name.substring(0, MAX_SESSION_NAME);
    }

    private static AssumeRoleRequest request(String config, String place, ProviderConfig.AssumeRole role) {
        var request = AssumeRoleRequest.builder()
                .roleArn(role.roleArn())
                .roleSessionName(sessionName(config, role.sessionName()))
                .externalId(role.externalId())
                .durationSeconds((int) duration(place, role.duration()).toSeconds());
        if (role.tags() != null) {
            request.tags(role.tags().entrySet().stream()
                    .map(tag -> Tag.builder()
                            .key(tag.getKey())
                            .value(tag.getValue())
                            .build())
                    .toList());
        }
        if (role.transitiveTagKeys() != null) {
            request.transitiveTagKeys(role.transitiveTagKeys());
        }
        return request.build();
    }

    private static Duration duration(String place, @Nullable String text) {
        try {
            var duration = Durations.parse(text, DEFAULT);
            if (duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // The message below says it in the user's terms.
        }
        throw new ProviderConfigException(
                "%s.duration '%s' is not a duration from 15m to 12h; write for example 1h".formatted(place, text));
    }
}
