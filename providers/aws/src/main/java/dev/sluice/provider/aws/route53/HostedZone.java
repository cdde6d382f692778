package dev.sluice.provider.aws.route53;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Route 53 hosted zone. */
@Group("route53.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A hosted zone of Amazon Route 53: the records of a domain. AWS chooses its id. With vpcs it is a private zone, else a public one. A zone that still holds records of others is not deleted.")
@SuppressWarnings("serial")
public class HostedZone extends ManagedResource<HostedZone.Parameters, HostedZone.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(oldSelf.vpcs) == has(self.vpcs)",
            message =
                    "a public zone cannot become a private one, nor the other way round: vpcs cannot be added or removed as a whole")
    @ValidationRule(
            value = "!(has(self.vpcs) && has(self.delegationSetId))",
            message = "delegationSetId is for public zones, vpcs are for private ones")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(DnsNames.PATTERN)
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("The domain, for example shop.example.com. Cannot be changed.")
            String name,

            @Size(min = 1, max = 256)
            @JsonPropertyDescription("What the zone is for. When unset, the zone has no comment.")
            @Nullable
            String comment,

            @UnorderedList
            @Size(min = 1, max = 50)
            @JsonPropertyDescription("The VPCs that see the zone, at least one; they make it a private zone.")
            @Nullable
            List<Vpc> vpcs,

            @Immutable
            @ServerDefaulted
            @Pattern("^[A-Z0-9]{1,32}$")
            @JsonPropertyDescription(
                    "Id of a reusable delegation set, whose name servers the zone gets. When unset, AWS chooses name servers. Cannot be changed.")
            @Nullable
            String delegationSetId,

            @Size(max = 9)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** A VPC that sees a private zone. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.vpcId) != has(self.vpcRef)", message = "give either vpcId or vpcRef")
    public record Vpc(
            @Pattern("^vpc-[0-9a-f]{8,17}$") @JsonPropertyDescription("Id of the VPC.") @Nullable
            String vpcId,

            @Reference(kind = dev.sluice.provider.aws.ec2.Vpc.class, output = "id", to = "vpcId")
            @JsonPropertyDescription("The VPC as a VPC, by name or selector.")
            @Nullable
            ObjectReference vpcRef,

            @Required @Pattern(Regions.PATTERN) @Size(max = 32) @JsonPropertyDescription("Region the VPC lives in.")
            String vpcRegion) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Id of the zone.") String id,

            @JsonPropertyDescription("ARN of the zone.") String arn,

            @JsonPropertyDescription("Name servers of a public zone, with a comma and a space between them.") @Nullable
            String nameServers) {}
}
