package dev.sluice.provider.aws.rds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.Subnet;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An RDS subnet group. */
@Group("rds.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "The subnets in which Amazon RDS may place a database. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name.")
@SuppressWarnings("serial")
public class DBSubnetGroup extends ManagedResource<DBSubnetGroup.Parameters, DBSubnetGroup.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.subnetIds) != has(self.subnetRefs)",
            message = "give either subnetIds or subnetRefs")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the group lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Required @Size(min = 1, max = 255) @JsonPropertyDescription("What the group is for.")
            String description,

            @UnorderedList
            @Size(min = 1, max = 20)
            @JsonPropertyDescription(
                    "Ids of the subnets, of one VPC and, but for Local Zones, of at least two availability zones.")
            @Nullable
            List<@Pattern("^subnet-[0-9a-f]{8,17}$") @Size(max = 24) String> subnetIds,

            @UnorderedList
            @Size(min = 1, max = 20)
            @Reference(kind = Subnet.class, output = "id", to = "subnetIds")
            @JsonPropertyDescription("The subnets as Subnets, by name or selector.")
            @Nullable
            List<ObjectReference> subnetRefs,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Name of the group.") String name,

            @JsonPropertyDescription("ARN of the group.") String arn,

            @JsonPropertyDescription("Id of the VPC that the subnets belong to.") @Nullable
            String vpcId) {}
}
