package dev.sluice.provider.aws.dynamodb;

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
import dev.sluice.provider.aws.client.KmsKeys;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
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

/** A DynamoDB table. */
@Group("dynamodb.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A table of Amazon DynamoDB. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name. What is in a table that is deleted is lost.")
@ConnectionKey(name = "name", description = "name of the table")
@ConnectionKey(name = "arn", description = "ARN of the table")
@ConnectionKey(name = "region", description = "region of the table")
@SuppressWarnings("serial")
public class Table extends ManagedResource<Table.Parameters, Table.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "!has(self.billingMode) || (self.billingMode == 'PROVISIONED') == has(self.provisionedThroughput)",
            message = "billingMode PROVISIONED needs provisionedThroughput, and PAY_PER_REQUEST does not allow it")
    @ValidationRule(
            value = "!has(self.rangeKey) || self.rangeKey.name != self.hashKey.name",
            message = "hashKey and rangeKey must be two attributes")
    @ValidationRule(
            value = "!has(self.localSecondaryIndexes) || has(self.rangeKey)",
            message = "localSecondaryIndexes need a rangeKey")
    @ValidationRule(
            value =
                    "!has(self.globalSecondaryIndexes) || self.globalSecondaryIndexes.all(i, has(i.provisionedThroughput) == has(self.provisionedThroughput))",
            message =
                    "globalSecondaryIndexes need a provisionedThroughput of their own where the table has one, and only there")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the table lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Required
            @Immutable
            @JsonPropertyDescription("The attribute by which items are distributed (partition key). Cannot be changed.")
            Key hashKey,

            @Immutable
            @JsonPropertyDescription(
                    "The attribute by which items with the same hash key are sorted (sort key). Cannot be changed.")
            @Nullable
            Key rangeKey,

            @ServerDefaulted
            @OneOf({"PROVISIONED", "PAY_PER_REQUEST"})
            @JsonPropertyDescription(
                    "PROVISIONED: capacity is reserved with provisionedThroughput. PAY_PER_REQUEST: each request is paid for. When unset: PROVISIONED where provisionedThroughput is given, else PAY_PER_REQUEST for a new table.")
            @Nullable
            String billingMode,

            @JsonPropertyDescription("The reserved capacity, for billingMode PROVISIONED.") @Nullable
            ProvisionedThroughput provisionedThroughput,

            @UnorderedList
            @Size(max = 20)
            @ValidationRule(
                    value =
                            "self.all(i, oldSelf.all(o, o.name != i.name || (o.hashKey == i.hashKey && has(o.rangeKey) == has(i.rangeKey) && (!has(o.rangeKey) || o.rangeKey == i.rangeKey) && o.projection.type == i.projection.type)))",
                    message = GlobalSecondaryIndex.FIXED)
            @JsonPropertyDescription(
                    "Indexes by other attributes. AWS creates and deletes them one after another, and fills a new one from what is in the table. Of an index only the throughput can be changed.")
            @Nullable
            List<GlobalSecondaryIndex> globalSecondaryIndexes,

            @Immutable
            @UnorderedList
            @Size(max = 5)
            @JsonPropertyDescription(
                    "Indexes by the same hashKey and another rangeKey. Can only be given when the table is created. Cannot be changed.")
            @Nullable
            List<LocalSecondaryIndex> localSecondaryIndexes,

            @OneOf({"KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"})
            @JsonPropertyDescription(
                    "What the table's stream tells of each change of an item. When unset, the table has no stream. A change makes a new stream with another ARN.")
            @Nullable
            String streamViewType,

            @ServerDefaulted
            @OneOf({"STANDARD", "STANDARD_INFREQUENT_ACCESS"})
            @JsonPropertyDescription(
                    "STANDARD, or STANDARD_INFREQUENT_ACCESS, which stores for less and asks more for each request. AWS's default: STANDARD. AWS allows two changes in 30 days. Left as it is when unset.")
            @Nullable
            String tableClass,

            @JsonPropertyDescription("Deletes items when their time has come. When unset, items do not expire.")
            @Nullable
            TimeToLive timeToLive,

            @JsonPropertyDescription(
                    "Continuous backups, from which the table can be restored to any second of the last 35 days. When unset, off.")
            @Nullable
            PointInTimeRecovery pointInTimeRecovery,

            @JsonPropertyDescription(
                    "Encryption at rest with a KMS key of the account. When unset, with a key that AWS owns.")
            @Nullable
            ServerSideEncryption serverSideEncryption,

            @ServerDefaulted
            @JsonPropertyDescription("True has AWS refuse to delete the table. Left as it is when unset.")
            @Nullable
            Boolean deletionProtectionEnabled,

            @Size(max = 49)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** A key attribute. */
    public record Key(
            @Required @Size(min = 1, max = 255) @JsonPropertyDescription("Name of the attribute.")
            String name,

            @Required
            @OneOf({"S", "N", "B"})
            @JsonPropertyDescription(
                    "S: string. N: number, in quotes, because YAML reads a bare N as a boolean. B: binary.")
            String type) {}

    /** Reserved capacity. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProvisionedThroughput(
            @Required
            @Min(1)
            @Max(4000000)
            @JsonPropertyDescription("Strongly consistent reads of up to 4 KB per second.")
            Long readCapacityUnits,

            @Required @Min(1) @Max(4000000) @JsonPropertyDescription("Writes of up to 1 KB per second.")
            Long writeCapacityUnits,

            @JsonPropertyDescription(
                    "True leaves the capacity to Application Auto Scaling: the units are those to begin with, and other units in AWS are no difference. When unset, false.")
            @Nullable
            Boolean autoscaled) {}

    /** Expiry of items. */
    public record TimeToLive(
            @Required
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("The attribute that holds an item's time to go, in seconds since 1970.")
            String attributeName,

            @Required
            @JsonPropertyDescription(
                    "True deletes items whose time has come. AWS takes up to an hour to follow a change.")
            Boolean enabled) {}

    /** Continuous backups. */
    public record PointInTimeRecovery(
            @Required @JsonPropertyDescription("True keeps continuous backups.")
            Boolean enabled) {}

    /** Encryption with a KMS key of the account. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "self.enabled || !(has(self.kmsKeyId) || has(self.kmsKeyRef))",
            message = "kmsKeyId and kmsKeyRef need enabled: true")
    @ValidationRule(
            value = "!(has(self.kmsKeyId) && has(self.kmsKeyRef))",
            message = "give either kmsKeyId or kmsKeyRef")
    public record ServerSideEncryption(
            @Required
            @JsonPropertyDescription("True encrypts with a KMS key of the account, false with one that AWS owns.")
            Boolean enabled,

            @ServerDefaulted
            @Size(min = 1, max = 2048)
            @Pattern(KmsKeys.PATTERN)
            @JsonPropertyDescription(
                    "ARN or id of the KMS key; not an alias, because DynamoDB reports the key behind it. When unset, the account's key aws/dynamodb.")
            @Nullable
            String kmsKeyId,

            @Reference(kind = dev.sluice.provider.aws.kms.Key.class, output = "arn", to = "kmsKeyId")
            @JsonPropertyDescription("The key as a Key in the same namespace.")
            @Nullable
            ObjectReference kmsKeyRef) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the table.") String arn,

            @JsonPropertyDescription("Id of the table, which another table of the same name would not have.") @Nullable
            String tableId,

            @JsonPropertyDescription("ARN of the stream, where the table has one.") @Nullable
            String streamArn) {}
}
