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
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.SecurityGroup;
import dev.sluice.provider.aws.ec2.Subnet;
import dev.sluice.provider.aws.iam.Role;
import dev.sluice.provider.aws.kms.Key;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An EKS cluster. */
@Group("eks.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A Kubernetes control plane of Amazon EKS. Its name in AWS, at most 100 characters without dots, is the object's own, or that of the annotation sluice.dev/external-name. Nodes come with a NodeGroup.")
@ConnectionKey(name = "endpoint", description = "URL of the API server")
@ConnectionKey(name = "certificateAuthority", description = "certificate of its authority, as PEM")
@ConnectionKey(
        name = "kubeconfig",
        description = "configuration for kubectl; it asks aws eks get-token for who you are")
@SuppressWarnings("serial")
public class Cluster extends ManagedResource<Cluster.Parameters, Cluster.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.serviceIpv4Cidr) && has(self.ipFamily) && self.ipFamily == 'ipv6')",
            message = "serviceIpv4Cidr is for ipFamily ipv4")
    @ValidationRule(value = "has(self.roleArn) != has(self.roleRef)", message = "give either roleArn or roleRef")
    @ValidationRule(
            value = "has(self.subnetIds) != has(self.subnetRefs)",
            message = "give either subnetIds or subnetRefs")
    @ValidationRule(
            value = "!(has(self.securityGroupIds) && has(self.securityGroupRefs))",
            message = "give either securityGroupIds or securityGroupRefs")
    @ValidationRule(
            value = "!(has(self.encryptionKeyArn) && has(self.encryptionKeyRef))",
            message = "give either encryptionKeyArn or encryptionKeyRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the cluster lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @ServerDefaulted
            @Pattern("^1\\.[0-9]{2}$")
            @JsonPropertyDescription(
                    "Version of Kubernetes, for example 1.34. It goes up by one minor version at a time, and not down. Left as it is when unset.")
            @Nullable
            String version,

            @Immutable
            @Pattern("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$")
            @Size(max = 256)
            @JsonPropertyDescription("ARN of the role that the control plane acts as. Cannot be changed.")
            @Nullable
            String roleArn,

            @Immutable
            @Reference(kind = Role.class, output = "arn", to = "roleArn")
            @JsonPropertyDescription("The role as a Role, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference roleRef,

            @UnorderedList
            @Size(min = 2, max = 16)
            @JsonPropertyDescription(
                    "Ids of the subnets through which the control plane reaches the nodes, of at least two availability zones of one VPC.")
            @Nullable
            List<@Pattern("^subnet-[0-9a-f]{8,17}$") @Size(max = 24) String> subnetIds,

            @UnorderedList
            @Size(min = 2, max = 16)
            @Reference(kind = Subnet.class, output = "id", to = "subnetIds")
            @JsonPropertyDescription("The subnets as Subnets, by name or selector.")
            @Nullable
            List<ObjectReference> subnetRefs,

            @UnorderedList
            @Size(min = 1, max = 5)
            @JsonPropertyDescription("Ids of security groups besides the one that EKS makes. When unset, none.")
            @Nullable
            List<@Pattern("^sg-[0-9a-f]{8,17}$") @Size(max = 20) String> securityGroupIds,

            @UnorderedList
            @Size(min = 1, max = 5)
            @Reference(kind = SecurityGroup.class, output = "id", to = "securityGroupIds")
            @JsonPropertyDescription("The security groups as SecurityGroups, by name or selector.")
            @Nullable
            List<ObjectReference> securityGroupRefs,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True lets the API server be reached from the internet. AWS's default: true. Left as it is when unset.")
            @Nullable
            Boolean endpointPublicAccess,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True lets the API server be reached within the VPC. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean endpointPrivateAccess,

            @ServerDefaulted
            @UnorderedList
            @Size(min = 1, max = 40)
            @JsonPropertyDescription(
                    "From where the API server may be reached on the internet. AWS's default: 0.0.0.0/0. Left as it is when unset.")
            @Nullable
            List<@Pattern("^[0-9a-fA-F.:]+/[0-9]{1,3}$") @Size(max = 64) String> publicAccessCidrs,

            @Immutable
            @ServerDefaulted
            @Pattern("^[0-9.]+/[0-9]{1,2}$")
            @Size(max = 18)
            @JsonPropertyDescription(
                    "Addresses of Kubernetes services. When unset, AWS takes some that the VPC does not use. Cannot be changed.")
            @Nullable
            String serviceIpv4Cidr,

            @Immutable
            @ServerDefaulted
            @OneOf({"ipv4", "ipv6"})
            @JsonPropertyDescription("Addresses of pods and services. When unset, ipv4. Cannot be changed.")
            @Nullable
            String ipFamily,

            @UnorderedList
            @Size(max = 5)
            @JsonPropertyDescription(
                    "Logs that go to CloudWatch: api, audit, authenticator, controllerManager, scheduler. When unset, none.")
            @Nullable
            List<@Pattern("^(api|audit|authenticator|controllerManager|scheduler)$") @Size(max = 20) String>
                    enabledLogTypes,

            @Immutable
            @Pattern("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$")
            @Size(max = 256)
            @JsonPropertyDescription(
                    "ARN of the KMS key that encrypts Secrets. When unset, a key that AWS owns. Cannot be changed.")
            @Nullable
            String encryptionKeyArn,

            @Immutable
            @Reference(kind = Key.class, output = "arn", to = "encryptionKeyArn")
            @JsonPropertyDescription("The key as a Key, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference encryptionKeyRef,

            @ServerDefaulted
            @OneOf({"CONFIG_MAP", "API_AND_CONFIG_MAP", "API"})
            @JsonPropertyDescription(
                    "Where it is written who may use the cluster. It goes from CONFIG_MAP towards API, and not back. Left as it is when unset.")
            @Nullable
            String authenticationMode,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription(
                    "False does not make the identity that creates the cluster, Sluice's, its administrator. AWS's default: true. Cannot be changed.")
            @Nullable
            Boolean bootstrapClusterCreatorAdminPermissions,

            @ServerDefaulted
            @OneOf({"STANDARD", "EXTENDED"})
            @JsonPropertyDescription(
                    "What becomes of a version at the end of its standard support: STANDARD upgrades the cluster, EXTENDED keeps it for a price. AWS's default: EXTENDED. Left as it is when unset.")
            @Nullable
            String supportType,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True has AWS refuse to delete the cluster. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean deletionProtection,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Name of the cluster.") String name,

            @JsonPropertyDescription("ARN of the cluster.") String arn,

            @JsonPropertyDescription("URL of the API server.") @Nullable
            String endpoint,

            @JsonPropertyDescription("Certificate of the API server's authority, in base64.") @Nullable
            String certificateAuthority,

            @JsonPropertyDescription("Id of the security group that EKS made for the cluster.") @Nullable
            String clusterSecurityGroupId,

            @JsonPropertyDescription("URL of the issuer of service account tokens, for roles of pods.") @Nullable
            String oidcIssuer) {}
}
