package dev.sluice.provider.aws.route53;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.route53.HostedZone.Outputs;
import dev.sluice.provider.aws.route53.HostedZone.Parameters;
import dev.sluice.provider.aws.route53.HostedZone.Vpc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.GetHostedZoneResponse;
import software.amazon.awssdk.services.route53.model.Tag;
import software.amazon.awssdk.services.route53.model.TagResourceType;
import software.amazon.awssdk.services.route53.model.VPC;

/**
 * Maps a hosted zone to Route 53, which chooses its id. Its create call takes no tags; the caller reference, which the
 * zone keeps for ever, says whose it is.
 */
final class HostedZoneAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    private static final String ID_PREFIX = "/hostedzone/";
    private static final String SET_PREFIX = "/delegationset/";

    @Override
    public String region(Parameters desired, AwsSession session) {
        return AwsSession.GLOBAL;
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        // Zones of one name stand together, and there are few of them: private ones of several VPCs. After them come
        // others.
        var answer = route53(target)
                .call(
                        "ListHostedZonesByName",
                        c -> c.listHostedZonesByName(
                                r -> r.dnsName(target.desired().name())));
        var ours = tags.equals(Tags.ofOwner(target.ownerUid()));
        return answer.hostedZones().stream()
                .filter(zone -> ours
                        ? target.ownerUid().equals(zone.callerReference())
                        : DnsNames.same(target.desired().name(), zone.name())
                                && hasTags(target.named(id(zone.id())), tags))
                .map(zone -> id(zone.id()))
                .toList();
    }

    private static boolean hasTags(Target<Parameters, AwsSession> zone, Map<String, String> tags) {
        return tags(zone).entrySet().containsAll(tags.entrySet());
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        return route53(target)
                .find("GetHostedZone", c -> c.getHostedZone(r -> r.id(target.externalName())))
                .map(answer -> read(target, answer));
    }

    private static Observed<Parameters, Outputs> read(
            Target<Parameters, AwsSession> target, GetHostedZoneResponse answer) {
        var zone = answer.hostedZone();
        if (zone == null || zone.name() == null) {
            throw route53(target).incomplete("GetHostedZone");
        }
        var tags = tags(target);
        var delegation = answer.delegationSet();
        var parameters = new Parameters(
                DnsNames.asWished(target.desired().name(), zone.name()),
                zone.config() == null ? null : empty(zone.config().comment()),
                vpcs(answer.vpCs()),
                delegation == null || delegation.id() == null
                        ? null
                        : empty(delegation.id().replace(SET_PREFIX, "")),
                Tags.parameter(tags));
        var id = target.externalName();
        var outputs = new Outputs(
                id,
                "arn:%s:route53:::hostedzone/%s".formatted(target.session().partition(), id),
                delegation == null ? null : String.join(", ", delegation.nameServers()));
        return Observed.available(parameters, outputs, owner(target, tags, zone.callerReference()));
    }

    /** The tag of a zone that was taken over comes before the reference of whoever created it. */
    private static @Nullable String owner(
            Target<Parameters, AwsSession> target, Map<String, String> tags, @Nullable String callerReference) {
        var tagged = Tags.owner(tags);
        return tagged == null && target.ownerUid().equals(callerReference) ? callerReference : tagged;
    }

    private static Map<String, String> tags(Target<Parameters, AwsSession> target) {
        var tags = new HashMap<String, String>();
        route53(target)
                .call(
                        "ListTagsForResource",
                        c -> c.listTagsForResource(
                                r -> r.resourceType(TagResourceType.HOSTEDZONE).resourceId(target.externalName())))
                .resourceTagSet()
                .tags()
                .forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    private static @Nullable List<Vpc> vpcs(List<VPC> vpcs) {
        return vpcs.isEmpty()
                ? null
                : vpcs.stream()
                        .map(vpc -> new Vpc(vpc.vpcId(), null, vpc.vpcRegionAsString()))
                        .toList();
    }

    private static @Nullable String empty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        var vpcs = desired.vpcs();
        return id(route53(target)
                .call(
                        "CreateHostedZone",
                        c -> c.createHostedZone(r -> {
                            r.name(desired.name())
                                    .callerReference(target.ownerUid())
                                    .delegationSetId(desired.delegationSetId())
                                    .hostedZoneConfig(
                                            z -> z.comment(desired.comment()).privateZone(vpcs != null));
                            if (vpcs != null) {
                                // The call takes one; the first update associates the others.
                                r.vpc(vpc(vpcs.getFirst()));
                            }
                        }))
                .hostedZone()
                .id());
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var changed = new Changed(diff);
        tags(target, observed);
        if (changed.touches("comment")) {
            route53(target)
                    .call(
                            "UpdateHostedZoneComment",
                            c -> c.updateHostedZoneComment(r -> r.id(target.externalName())
                                    .comment(target.desired().comment())));
        }
        if (changed.touches("vpcs")) {
            vpcs(target, observed.parameters().vpcs());
        }
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var tags = Tags.edit(target, observed, Parameters::tags);
        if (tags.put().isEmpty() && tags.remove().isEmpty()) {
            return;
        }
        route53(target)
                .call(
                        "ChangeTagsForResource",
                        c -> c.changeTagsForResource(r -> {
                            r.resourceType(TagResourceType.HOSTEDZONE).resourceId(target.externalName());
                            // Route 53 refuses an empty list.
                            if (!tags.put().isEmpty()) {
                                r.addTags(tagList(tags.put()));
                            }
                            if (!tags.remove().isEmpty()) {
                                r.removeTagKeys(tags.remove());
                            }
                        }));
    }

    /** First what is added: a private zone cannot be without a VPC. */
    private static void vpcs(Target<Parameters, AwsSession> target, @Nullable List<Vpc> observed) {
        var before = observed == null ? List.<Vpc>of() : observed;
        var wanted = target.desired().vpcs() == null
                ? List.<Vpc>of()
                : target.desired().vpcs();
        var added = new ArrayList<>(wanted);
        added.removeAll(before);
        var removed = new ArrayList<>(before);
        removed.removeAll(wanted);
        var route53 = route53(target);
        for (var vpc : added) {
            route53.call(
                    "AssociateVPCWithHostedZone",
                    c -> c.associateVPCWithHostedZone(
                            r -> r.hostedZoneId(target.externalName()).vpc(vpc(vpc))));
        }
        for (var vpc : removed) {
            route53.call(
                    "DisassociateVPCFromHostedZone",
                    c -> c.disassociateVPCFromHostedZone(
                            r -> r.hostedZoneId(target.externalName()).vpc(vpc(vpc))));
        }
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            route53(target).find("DeleteHostedZone", c -> c.deleteHostedZone(r -> r.id(target.externalName())));
        } catch (CloudException failure) {
            if (failure.code().equals("HostedZoneNotEmpty")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "the zone still holds records, and Sluice never empties a zone; remove them, or leave Delete out of spec.managementPolicies to keep the zone"));
            }
            throw failure;
        }
    }

    private static VPC vpc(Vpc vpc) {
        return VPC.builder().vpcId(vpc.vpcId()).vpcRegion(vpc.vpcRegion()).build();
    }

    private static String id(String path) {
        return path.startsWith(ID_PREFIX) ? path.substring(ID_PREFIX.length()) : path;
    }

    private static List<Tag> tagList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static Api<Route53Client> route53(Target<Parameters, AwsSession> target) {
        return target.session().route53();
    }
}
