package dev.sluice.provider.aws.elasticache;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.SecretKeyReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.KmsKeys;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.SecurityGroup;
import dev.sluice.provider.aws.kms.Key;
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

/** An ElastiCache replication group. */
@Group("elasticache.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A cache of Amazon ElastiCache for Valkey or Redis OSS: shards, each with a primary node and replicas. Its name in AWS, at most 40 characters, is the object's own, or that of the annotation sluice.dev/external-name.")
@ConnectionKey(name = "primaryEndpoint", description = "host name of the primary node, without clusterMode")
@ConnectionKey(name = "readerEndpoint", description = "host name for reading from replicas, without clusterMode")
@ConnectionKey(name = "configurationEndpoint", description = "host name to connect to, with clusterMode")
@ConnectionKey(name = "port", description = "port to connect to")
@ConnectionKey(name = "authToken", description = "password of clients, where this object gives it")
@SuppressWarnings("serial")
public class ReplicationGroup extends ManagedResource<ReplicationGroup.Parameters, ReplicationGroup.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!(has(self.cacheSubnetGroupName) && has(self.cacheSubnetGroupRef))",
            message = "give either cacheSubnetGroupName or cacheSubnetGroupRef")
    @ValidationRule(
            value = "!(has(self.kmsKeyId) && has(self.kmsKeyRef))",
            message = "give either kmsKeyId or kmsKeyRef")
    @ValidationRule(
            value = "!(has(self.securityGroupIds) && has(self.securityGroupRefs))",
            message = "give either securityGroupIds or securityGroupRefs")
    @ValidationRule(
            value =
                    "!(has(self.authToken) || has(self.authTokenSecretRef)) || (has(self.transitEncryptionEnabled) && self.transitEncryptionEnabled)",
            message = "authToken and authTokenSecretRef need transitEncryptionEnabled: true")
    @ValidationRule(
            value = "!has(self.authTokenVersion) || has(self.authToken)",
            message = "authTokenVersion needs authToken")
    @ValidationRule(
            value = "!((has(self.authToken) || has(self.authTokenSecretRef)) && has(self.userGroupIds))",
            message = "give either authToken, authTokenSecretRef or userGroupIds")
    @ValidationRule(
            value =
                    "!(has(self.kmsKeyId) || has(self.kmsKeyRef)) || (has(self.atRestEncryptionEnabled) && self.atRestEncryptionEnabled)",
            message = "kmsKeyId and kmsKeyRef need atRestEncryptionEnabled: true")
    @ValidationRule(
            value =
                    "!has(self.numNodeGroups) || self.numNodeGroups == 1 || (has(self.clusterMode) && self.clusterMode == 'enabled')",
            message = "more than one shard needs clusterMode: enabled")
    @ValidationRule(
            value =
                    "!(has(self.multiAzEnabled) && self.multiAzEnabled) || (has(self.automaticFailoverEnabled) && self.automaticFailoverEnabled)",
            message = "multiAzEnabled needs automaticFailoverEnabled: true")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the cache lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Required @Size(min = 1, max = 255) @JsonPropertyDescription("What the cache is for.")
            String description,

            @ServerDefaulted
            @OneOf({"valkey", "redis"})
            @JsonPropertyDescription(
                    "The engine. A change from redis to valkey is made in place. Left as it is when unset; AWS's default: redis.")
            @Nullable
            String engine,

            @ServerDefaulted
            @Pattern("^[0-9][0-9.x]*$")
            @Size(min = 1, max = 16)
            @JsonPropertyDescription(
                    "Version of the engine. A beginning such as 8 stands for all versions that begin with it. Left as it is when unset.")
            @Nullable
            String engineVersion,

            @Required
            @Pattern("^cache\\.[a-z0-9.-]+$")
            @Size(max = 64)
            @JsonPropertyDescription("Size of a node, for example cache.t4g.small.")
            String cacheNodeType,

            @Immutable
            @ServerDefaulted
            @OneOf({"enabled", "disabled"})
            @JsonPropertyDescription(
                    "enabled spreads keys over several shards, and clients must know of it. When unset, disabled. Cannot be changed.")
            @Nullable
            String clusterMode,

            @ServerDefaulted
            @Min(1)
            @Max(500)
            @JsonPropertyDescription("Number of shards. AWS's default: 1. Left as it is when unset.")
            @Nullable
            Integer numNodeGroups,

            @ServerDefaulted
            @Min(0)
            @Max(5)
            @JsonPropertyDescription("Number of replicas in each shard. AWS's default: 0. Left as it is when unset.")
            @Nullable
            Integer replicasPerNodeGroup,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True makes a replica the primary node when that fails. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean automaticFailoverEnabled,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True keeps replicas in other availability zones. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean multiAzEnabled,

            @ServerDefaulted
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("Name of the parameter group. Left as it is when unset.")
            @Nullable
            String cacheParameterGroupName,

            @Immutable
            @ServerDefaulted
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("Name of the subnet group. When unset, the default VPC's. Cannot be changed.")
            @Nullable
            String cacheSubnetGroupName,

            @Immutable
            @Reference(kind = SubnetGroup.class, output = "name", to = "cacheSubnetGroupName")
            @JsonPropertyDescription("The subnet group as a SubnetGroup, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference cacheSubnetGroupRef,

            @ServerDefaulted
            @UnorderedList
            @Size(min = 1, max = 20)
            @JsonPropertyDescription("Ids of the security groups. When unset, the VPC's default one for a new cache.")
            @Nullable
            List<@Pattern("^sg-[0-9a-f]{8,17}$") @Size(max = 20) String> securityGroupIds,

            @UnorderedList
            @Size(min = 1, max = 20)
            @Reference(kind = SecurityGroup.class, output = "id", to = "securityGroupIds")
            @JsonPropertyDescription("The security groups as SecurityGroups, by name or selector.")
            @Nullable
            List<ObjectReference> securityGroupRefs,

            @Immutable
            @ServerDefaulted
            @Min(1)
            @Max(65535)
            @JsonPropertyDescription("Port of the nodes. AWS's default: 6379. Cannot be changed.")
            @Nullable
            Integer port,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription(
                    "True encrypts what is stored. AWS's default depends on the engine. Cannot be changed.")
            @Nullable
            Boolean atRestEncryptionEnabled,

            @Immutable
            @ServerDefaulted
            @Size(min = 1, max = 2048)
            @Pattern(KmsKeys.PATTERN)
            @JsonPropertyDescription(
                    "ARN or id of the KMS key for what is stored. When unset, a key that AWS owns. Cannot be changed.")
            @Nullable
            String kmsKeyId,

            @Immutable
            @Reference(kind = Key.class, output = "arn", to = "kmsKeyId")
            @JsonPropertyDescription("The key as a Key, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference kmsKeyRef,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription(
                    "True has clients use TLS. AWS's default depends on the engine. Cannot be changed.")
            @Nullable
            Boolean transitEncryptionEnabled,

            @Sensitive
            @JsonPropertyDescription(
                    "Password of clients, 16 to 128 characters, set at creation and whenever authTokenVersion changes; the one before stays valid beside it. It stands in the object, so that whoever may read the object may read it: prefer authTokenSecretRef.")
            @Nullable
            String authToken,

            @SecretValue(to = "authToken", version = "authTokenVersion")
            @JsonPropertyDescription(
                    "The password of clients as a key of a Secret in the same namespace. It is set at creation and whenever it changes there; the one before stays valid beside it.")
            @Nullable
            SecretKeyReference authTokenSecretRef,

            @Size(min = 1, max = 64)
            @JsonPropertyDescription(
                    "Any text. When it changes, authToken is set again: AWS does not tell whether a token is the right one. Kept in the tag sluice.dev/auth-token-version.")
            @Nullable
            String authTokenVersion,

            @UnorderedList
            @Size(min = 1, max = 1)
            @JsonPropertyDescription("Id of the user group whose users may sign in. When unset, none.")
            @Nullable
            List<@Size(min = 1, max = 64) String> userGroupIds,

            @ServerDefaulted
            @Min(0)
            @Max(35)
            @JsonPropertyDescription(
                    "Days for which daily snapshots are kept; 0 for none. AWS's default: 0. Left as it is when unset.")
            @Nullable
            Integer snapshotRetentionLimit,

            @ServerDefaulted
            @Pattern("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")
            @JsonPropertyDescription(
                    "When snapshots are made, in UTC, for example 02:00-03:00. Left as it is when unset.")
            @Nullable
            String snapshotWindow,

            @ServerDefaulted
            @Pattern(
                    "^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$")
            @JsonPropertyDescription(
                    "When AWS may maintain it, in UTC, for example sun:03:00-sun:04:00. Left as it is when unset.")
            @Nullable
            String preferredMaintenanceWindow,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True lets AWS upgrade minor versions. AWS's default: true. Left as it is when unset.")
            @Nullable
            Boolean autoMinorVersionUpgrade,

            @JsonPropertyDescription(
                    "False has AWS make changes in the next maintenance window, true at once. Default: true. The number of shards and replicas always changes at once.")
            @Nullable
            Boolean applyImmediately,

            @Size(min = 1, max = 255)
            @JsonPropertyDescription(
                    "Name of the snapshot that is made before the cache is deleted. When unset, none is, and what is in the cache is lost.")
            @Nullable
            String finalSnapshotIdentifier,

            @Size(max = 48)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @ValidationRule(
                    value = "!('sluice.dev/auth-token-version' in self)",
                    message = "the tag sluice.dev/auth-token-version belongs to Sluice")
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the cache.") String arn,

            @JsonPropertyDescription("Host name of the primary node, without clusterMode.") @Nullable
            String primaryAddress,

            @JsonPropertyDescription("Host name for reading from replicas, without clusterMode.") @Nullable
            String readerAddress,

            @JsonPropertyDescription("Host name to connect to, with clusterMode.") @Nullable
            String configurationAddress,

            @JsonPropertyDescription("Port to connect to.") @Nullable
            String port) {}
}
