package dev.sluice.provider.aws.eks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.Subnet;
import dev.sluice.provider.aws.iam.Role;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An EKS managed node group. */
@Group("eks.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A group of nodes of an Amazon EKS cluster, which EKS starts, replaces and upgrades. Its name within the cluster, at most 63 characters without dots, is the object's own, or that of the annotation sluice.dev/external-name.")
@SuppressWarnings("serial")
public class NodeGroup extends ManagedResource<NodeGroup.Parameters, NodeGroup.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.clusterName) != has(self.clusterRef)",
            message = "give either clusterName or clusterRef")
    @ValidationRule(value = "has(self.roleArn) != has(self.roleRef)", message = "give either roleArn or roleRef")
    @ValidationRule(
            value = "has(self.subnetIds) != has(self.subnetRefs)",
            message = "give either subnetIds or subnetRefs")
    @ValidationRule(
            value = "self.minSize <= self.maxSize && (!has(self.desiredSize)"
                    + " || (self.minSize <= self.desiredSize && self.desiredSize <= self.maxSize))",
            message = "desiredSize lies between minSize and maxSize")
    @ValidationRule(
            value = "!(has(self.maxUnavailable) && has(self.maxUnavailablePercentage))",
            message = "give either maxUnavailable or maxUnavailablePercentage")
    @ValidationRule(
            value = "!(has(self.launchTemplate) && (has(self.diskSize) || has(self.sshKeyName)))",
            message = "with a launchTemplate, disk and SSH key are said there")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the cluster lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Immutable
            @Pattern("^[0-9A-Za-z][A-Za-z0-9_-]*$")
            @Size(min = 1, max = 100)
            @JsonPropertyDescription("Name of the cluster. Cannot be changed.")
            @Nullable
            String clusterName,

            @Immutable
            @Reference(kind = Cluster.class, output = "name", to = "clusterName")
            @JsonPropertyDescription("The cluster as a Cluster, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference clusterRef,

            @Immutable
            @Pattern("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$")
            @Size(max = 256)
            @JsonPropertyDescription("ARN of the role that the nodes act as. Cannot be changed.")
            @Nullable
            String roleArn,

            @Immutable
            @Reference(kind = Role.class, output = "arn", to = "roleArn")
            @JsonPropertyDescription("The role as a Role, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference roleRef,

            @Immutable
            @UnorderedList
            @Size(min = 1, max = 16)
            @JsonPropertyDescription("Ids of the subnets of the nodes. Cannot be changed.")
            @Nullable
            List<@Pattern("^subnet-[0-9a-f]{8,17}$") @Size(max = 24) String> subnetIds,

            @Immutable
            @UnorderedList
            @Size(min = 1, max = 16)
            @Reference(kind = Subnet.class, output = "id", to = "subnetIds")
            @JsonPropertyDescription("The subnets as Subnets, by name or selector. Cannot be changed.")
            @Nullable
            List<ObjectReference> subnetRefs,

            @Required @Min(0) @Max(1000) @JsonPropertyDescription("The least number of nodes.")
            Integer minSize,

            @Required @Min(1) @Max(1000) @JsonPropertyDescription("The greatest number of nodes.")
            Integer maxSize,

            @ServerDefaulted
            @Min(0)
            @Max(1000)
            @JsonPropertyDescription(
                    "Number of nodes. Leave it out where an autoscaler decides: then it is left as it is.")
            @Nullable
            Integer desiredSize,

            @Immutable
            @ServerDefaulted
            @Size(min = 1, max = 20)
            @JsonPropertyDescription(
                    "Sizes of the machines, the preferred one first. When unset, t3.medium. Cannot be changed.")
            @Nullable
            List<@Size(min = 1, max = 64) String> instanceTypes,

            @Immutable
            @ServerDefaulted
            @OneOf({"ON_DEMAND", "SPOT", "CAPACITY_BLOCK"})
            @JsonPropertyDescription(
                    "SPOT is cheap, and AWS may take the machines away. When unset, ON_DEMAND. Cannot be changed.")
            @Nullable
            String capacityType,

            @Immutable
            @ServerDefaulted
            @Pattern("^[A-Z0-9_a-z]+$")
            @Size(max = 64)
            @JsonPropertyDescription(
                    "Operating system and processor, for example AL2023_ARM_64_STANDARD. When unset, AWS chooses by the machines. Cannot be changed.")
            @Nullable
            String amiType,

            @Immutable
            @ServerDefaulted
            @Min(1)
            @Max(65536)
            @JsonPropertyDescription("Disk of a node in GiB. When unset, 20 for Linux. Cannot be changed.")
            @Nullable
            Integer diskSize,

            @Immutable
            @Size(min = 1, max = 255)
            @JsonPropertyDescription(
                    "Name of the EC2 key pair for signing in to nodes with SSH. When unset, there is no SSH. Cannot be changed.")
            @Nullable
            String sshKeyName,

            @JsonPropertyDescription("A launch template for what cannot be said here. When unset, EKS makes one.")
            @Nullable
            LaunchTemplate launchTemplate,

            @ServerDefaulted
            @Pattern("^1\\.[0-9]{2}$")
            @JsonPropertyDescription("Version of Kubernetes, at most the cluster's. Left as it is when unset.")
            @Nullable
            String version,

            @ServerDefaulted
            @Size(min = 1, max = 64)
            @JsonPropertyDescription(
                    "Version of the machine image, for example 1.34.1-20251120. Left as it is when unset.")
            @Nullable
            String releaseVersion,

            @Size(max = 50)
            @JsonPropertyDescription("Labels of the nodes. When unset, none but those of EKS.")
            @Nullable
            Map<String, @Size(max = 63) String> labels,

            @UnorderedList
            @Size(max = 50)
            @JsonPropertyDescription(
                    "Taints of the nodes, which keep pods away that do not tolerate them. When unset, none.")
            @Nullable
            List<Taint> taints,

            @ServerDefaulted
            @Min(1)
            @Max(100)
            @JsonPropertyDescription(
                    "How many nodes an upgrade replaces at once. AWS's default: 1. Left as it is when unset.")
            @Nullable
            Integer maxUnavailable,

            @ServerDefaulted
            @Min(1)
            @Max(100)
            @JsonPropertyDescription("The same as a part of all nodes, in percent. Left as it is when unset.")
            @Nullable
            Integer maxUnavailablePercentage,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription(
                    "Tags of the group, not of its machines. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** A launch template of EC2. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LaunchTemplate(
            @Required
            @Immutable
            @Pattern("^lt-[0-9a-f]{8,17}$")
            @Size(max = 20)
            @JsonPropertyDescription("Id of the template. Cannot be changed.")
            String id,

            @ServerDefaulted
            @Pattern("^[0-9]+$")
            @Size(max = 16)
            @JsonPropertyDescription(
                    "Version of the template, in quotes. When unset, its default version for a new group; then left as it is.")
            @Nullable
            String version) {}

    /** A taint of a node. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Taint(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Key of the taint.")
            String key,

            @Size(max = 63) @JsonPropertyDescription("Value of the taint.") @Nullable
            String value,

            @Required
            @OneOf({"NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"})
            @JsonPropertyDescription("What becomes of pods that do not tolerate it.")
            String effect) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the group.") String arn,

            @JsonPropertyDescription("Name of the Auto Scaling group that holds the machines.") @Nullable
            String autoScalingGroup) {}
}
