package dev.sluice.provider.aws.dynamodb;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.api.managed.ManagedResource;
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
    public record ProvisionedThroughput(
            @Required
            @Min(1)
            @Max(4000000)
            @JsonPropertyDescription("Strongly consistent reads of up to 4 KB per second.")
            Long readCapacityUnits,

            @Required @Min(1) @Max(4000000) @JsonPropertyDescription("Writes of up to 1 KB per second.")
            Long writeCapacityUnits) {}

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
    @ValidationRule(value = "self.enabled || !has(self.kmsKeyId)", message = "kmsKeyId needs enabled: true")
    public record ServerSideEncryption(
            @Required
            @JsonPropertyDescription("True encrypts with a KMS key of the account, false with one that AWS owns.")
            Boolean enabled,

            @ServerDefaulted
            @Size(min = 1, max = 2048)
            @Pattern("^(arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/)?[A-Za-z0-9-]+$")
            @JsonPropertyDescription(
                    "ARN or id of the KMS key; not an alias, because DynamoDB reports the key behind it. When unset, the account's key aws/dynamodb.")
            @Nullable
            String kmsKeyId) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the table.") String arn,

            @JsonPropertyDescription("Id of the table, which another table of the same name would not have.") @Nullable
            String tableId) {}
}
