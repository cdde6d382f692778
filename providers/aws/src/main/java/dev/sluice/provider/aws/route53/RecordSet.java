package dev.sluice.provider.aws.route53;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Route 53 record set. */
@Group("route53.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A record set of Amazon Route 53: what one name and type answer. It is known by its zone, name, type and setIdentifier; the object's own name does not matter. Records carry no tags: one that exists already is not taken over.")
@SuppressWarnings("serial")
public class RecordSet extends ManagedResource<RecordSet.Parameters, RecordSet.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.hostedZoneId) != has(self.hostedZoneRef)",
            message = "give either hostedZoneId or hostedZoneRef")
    @ValidationRule(
            value = "has(self.records) != has(self.aliasTarget) && has(self.records) == has(self.ttl)",
            message = "give either records with ttl, or aliasTarget")
    @ValidationRule(
            value =
                    "[has(self.weight), has(self.latencyRegion), has(self.failover), has(self.geoLocation), has(self.multiValueAnswer)].filter(p, p).size() == (has(self.setIdentifier) ? 1 : 0)",
            message =
                    "setIdentifier goes with exactly one of weight, latencyRegion, failover, geoLocation and multiValueAnswer, and none of them goes without it")
    @ValidationRule(
            value = "!has(self.multiValueAnswer) || has(self.records)",
            message = "multiValueAnswer needs records")
    public record Parameters(
            @Immutable
            @Pattern("^[A-Z0-9]{1,32}$")
            @JsonPropertyDescription("Id of the hosted zone. Cannot be changed.")
            @Nullable
            String hostedZoneId,

            @Immutable
            @Reference(kind = HostedZone.class, output = "id", to = "hostedZoneId")
            @JsonPropertyDescription("The zone as a HostedZone, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference hostedZoneRef,

            @Required
            @Immutable
            @Pattern(DnsNames.PATTERN)
            @Size(min = 1, max = 255)
            @JsonPropertyDescription(
                    "The whole name, for example www.example.com, or *.example.com for all names that have no records of their own. Cannot be changed.")
            String name,

            @Required
            @Immutable
            @OneOf({
                "A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP",
                "SVCB", "TLSA", "TXT"
            })
            @JsonPropertyDescription("Type of the records. Cannot be changed.")
            String type,

            @Immutable
            @Size(min = 1, max = 128)
            @JsonPropertyDescription(
                    "Tells apart several record sets of one name and type, among which Route 53 chooses. Cannot be changed.")
            @Nullable
            String setIdentifier,

            @Min(0)
            @Max(2147483647)
            @JsonPropertyDescription("Seconds for which resolvers may remember the answer, with records.")
            @Nullable
            Long ttl,

            @UnorderedList
            @Size(min = 1, max = 400)
            @JsonPropertyDescription(
                    "The answers, in the form of a zone file: an address for A, \"10 mail.example.com\" for MX, text in double quotes for TXT.")
            @Nullable
            List<@Size(min = 1, max = 4000) String> records,

            @JsonPropertyDescription("A resource of AWS whose addresses are the answer.") @Nullable
            AliasTarget aliasTarget,

            @Min(0)
            @Max(255)
            @JsonPropertyDescription("Share of the answers, among record sets with weights.")
            @Nullable
            Integer weight,

            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region of the resource; those who ask get the one with the lowest latency.")
            @Nullable
            String latencyRegion,

            @OneOf({"PRIMARY", "SECONDARY"})
            @JsonPropertyDescription("PRIMARY while it is healthy, else SECONDARY.")
            @Nullable
            String failover,

            @JsonPropertyDescription("Where those who ask are.") @Nullable
            GeoLocation geoLocation,

            @JsonPropertyDescription("True gives up to eight healthy ones of several record sets, chosen at random.")
            @Nullable
            Boolean multiValueAnswer,

            @Size(min = 1, max = 64)
            @JsonPropertyDescription("Id of a health check; an answer that is not healthy is not given.")
            @Nullable
            String healthCheckId) {}

    /** A resource of AWS that a name stands for. */
    public record AliasTarget(
            @Required
            @Pattern("^[A-Z0-9]{1,32}$")
            @JsonPropertyDescription(
                    "Id of the zone that AWS keeps for the resource, for example Z2FDTNDATAQYW2 for CloudFront.")
            String hostedZoneId,

            @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("Domain name of the resource.")
            String dnsName,

            @Required @JsonPropertyDescription("True gives no answer while the resource is not healthy.")
            Boolean evaluateTargetHealth) {}

    /** A part of the world. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.continentCode) != has(self.countryCode)",
            message = "give either continentCode or countryCode")
    @ValidationRule(
            value = "!has(self.subdivisionCode) || (has(self.countryCode) && self.countryCode in ['US', 'UA'])",
            message = "subdivisionCode needs countryCode US or UA")
    public record GeoLocation(
            @OneOf({"AF", "AN", "AS", "EU", "NA", "OC", "SA"}) @JsonPropertyDescription("A continent.") @Nullable
            String continentCode,

            @Pattern("^([A-Z]{2}|\\*)$")
            @JsonPropertyDescription("A country in two letters, or * for all for which there is no other.")
            @Nullable
            String countryCode,

            @Pattern("^[A-Z0-9]{1,3}$") @JsonPropertyDescription("A state of the country.") @Nullable
            String subdivisionCode) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("The whole name, without a dot at its end.")
            String fqdn) {}
}
