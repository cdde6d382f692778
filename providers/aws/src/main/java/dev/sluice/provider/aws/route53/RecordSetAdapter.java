package dev.sluice.provider.aws.route53;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.route53.RecordSet.AliasTarget;
import dev.sluice.provider.aws.route53.RecordSet.GeoLocation;
import dev.sluice.provider.aws.route53.RecordSet.Outputs;
import dev.sluice.provider.aws.route53.RecordSet.Parameters;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Maps a record set to Route 53, where it is known by its zone, name, type and identifier and carries no tags. */
final class RecordSetAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final String OPERATION = "ChangeResourceRecordSets";
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,1000})");
    private static final int MAX_MESSAGES = 5;

    @Override
    public String region(Parameters desired, AwsSession session) {
        return AwsSession.GLOBAL;
    }

    @Override
    public boolean carriesOwnerTag() {
        return false;
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        return set(target)
                .map(set -> Observed.available(
                        parameters(desired, set), new Outputs(DnsNames.asWished(null, set.name())), null));
    }

    /** A listing begins with the record set that is asked for, if there is one. */
    private static Optional<ResourceRecordSet> set(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        if (desired.hostedZoneId() == null) {
            // The zone that it referred to has gone, and its records with it.
            return Optional.empty();
        }
        var route53 = route53(target);
        var answer = route53.find(
                "ListResourceRecordSets",
                c -> c.listResourceRecordSets(r -> r.hostedZoneId(desired.hostedZoneId())
                        .startRecordName(desired.name())
                        .startRecordType(desired.type())
                        .startRecordIdentifier(desired.setIdentifier())));
        if (answer.isPresent() && answer.get().isTruncated() == null) {
            throw route53.incomplete("ListResourceRecordSets");
        }
        return answer.stream()
                .flatMap(list -> list.resourceRecordSets().stream())
                .filter(set -> DnsNames.same(set.name(), desired.name())
                        && desired.type().equals(set.typeAsString())
                        && Objects.equals(desired.setIdentifier(), set.setIdentifier()))
                .findFirst();
    }

    private static Parameters parameters(Parameters desired, ResourceRecordSet set) {
        return new Parameters(
                desired.hostedZoneId(),
                null,
                DnsNames.asWished(desired.name(), set.name()),
                set.typeAsString(),
                set.setIdentifier(),
                set.ttl(),
                set.resourceRecords().isEmpty()
                        ? null
                        : set.resourceRecords().stream()
                                .map(ResourceRecord::value)
                                .toList(),
                aliasTarget(desired.aliasTarget(), set.aliasTarget()),
                set.weight() == null ? null : set.weight().intValue(),
                set.regionAsString(),
                set.failoverAsString(),
                geoLocation(set),
                set.multiValueAnswer(),
                set.healthCheckId());
    }

    private static @Nullable AliasTarget aliasTarget(
            @Nullable AliasTarget desired, software.amazon.awssdk.services.route53.model.@Nullable AliasTarget alias) {
        return alias == null
                ? null
                : new AliasTarget(
                        alias.hostedZoneId(),
                        DnsNames.asWished(desired == null ? null : desired.dnsName(), alias.dnsName()),
                        alias.evaluateTargetHealth());
    }

    private static @Nullable GeoLocation geoLocation(ResourceRecordSet set) {
        var location = set.geoLocation();
        return location == null
                ? null
                : new GeoLocation(location.continentCode(), location.countryCode(), location.subdivisionCode());
    }

    private static ResourceRecordSet set(Parameters desired) {
        var set = ResourceRecordSet.builder()
                .name(desired.name())
                .type(desired.type())
                .setIdentifier(desired.setIdentifier())
                .ttl(desired.ttl())
                .weight(desired.weight() == null ? null : desired.weight().longValue())
                .region(desired.latencyRegion())
                .failover(desired.failover())
                .multiValueAnswer(desired.multiValueAnswer())
                .healthCheckId(desired.healthCheckId());
        if (desired.records() != null) {
            set.resourceRecords(desired.records().stream()
                    .map(value -> ResourceRecord.builder().value(value).build())
                    .toList());
        }
        var alias = desired.aliasTarget();
        if (alias != null) {
            set.aliasTarget(a -> a.hostedZoneId(alias.hostedZoneId())
                    .dnsName(alias.dnsName())
                    .evaluateTargetHealth(alias.evaluateTargetHealth()));
        }
        var location = desired.geoLocation();
        if (location != null) {
            set.geoLocation(g -> g.continentCode(location.continentCode())
                    .countryCode(location.countryCode())
                    .subdivisionCode(location.subdivisionCode()));
        }
        return set.build();
    }

    /** CREATE rather than UPSERT: a record that somebody else made meanwhile is not written over. */
    @Override
    public String create(Target<Parameters, AwsSession> target) {
        change(target, ChangeAction.CREATE, set(target.desired()));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        if (!diff.isEmpty()) {
            change(target, ChangeAction.UPSERT, set(target.desired()));
        }
    }

    /** Route 53 deletes a record set only when it is told all that is in it. */
    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        set(target).ifPresent(set -> change(target, ChangeAction.DELETE, set));
    }

    private static void change(Target<Parameters, AwsSession> target, ChangeAction action, ResourceRecordSet set) {
        var change = Change.builder().action(action).resourceRecordSet(set).build();
        try {
            route53(target)
                    .call(
                            OPERATION,
                            c -> c.changeResourceRecordSets(
                                    r -> r.hostedZoneId(target.desired().hostedZoneId())
                                            .changeBatch(b -> b.changes(List.of(change)))));
        } catch (CloudException failure) {
            throw reworded(failure);
        }
    }

    /** All that may be wrong with a change has one code; the words tell a conflict from a mistake. */
    private static CloudException reworded(CloudException failure) {
        var words = words(failure);
        if (words.isEmpty()) {
            return failure;
        } else if (words.contains("already exists")) {
            return Api.reworded(
                    failure,
                    new CloudError.Conflict(words
                            + ": it was created by somebody else, and is not taken over; delete it, or this object"));
        }
        var goneOrChanged = words.contains("was not found") || words.contains("do not match the current values");
        return Api.reworded(
                failure, goneOrChanged ? new CloudError.Conflict(words) : new CloudError.Invalid(words, null));
    }

    /**
     * What is said of a refused change; empty for other errors. Read from the answer itself: it comes in a form of its
     * own, in which the SDK finds neither code nor message.
     */
    private static String words(CloudException failure) {
        if (!(failure.getCause() instanceof AwsServiceException answered)
                || answered.awsErrorDetails() == null
                || answered.awsErrorDetails().rawResponse() == null) {
            return "";
        }
        var answer = answered.awsErrorDetails().rawResponse().asUtf8String();
        return answer.contains("InvalidChangeBatch")
                ? MESSAGE.matcher(answer)
                        .results()
                        .limit(MAX_MESSAGES)
                        .map(message -> message.group(1).strip())
                        .collect(Collectors.joining(" "))
                : "";
    }

    private static Api<Route53Client> route53(Target<Parameters, AwsSession> target) {
        return target.session().route53();
    }
}
