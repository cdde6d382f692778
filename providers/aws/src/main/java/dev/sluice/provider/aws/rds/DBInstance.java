package dev.sluice.provider.aws.rds;

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

/** An RDS database instance. */
@Group("rds.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "A database server of Amazon RDS, other than Aurora. Its name in AWS is the object's own, or that of the annotation sluice.dev/external-name. What becomes of its data when it is deleted has to be said: finalSnapshotIdentifier or skipFinalSnapshot.")
@ConnectionKey(name = "endpoint", description = "host name to connect to")
@ConnectionKey(name = "port", description = "port to connect to")
@ConnectionKey(name = "username", description = "name of the first user")
@ConnectionKey(name = "password", description = "password of the first user, where this object gives it")
@ConnectionKey(
        name = "passwordSecretArn",
        description = "ARN of the secret in Secrets Manager that holds the password, with manageMasterUserPassword")
@ConnectionKey(name = "dbname", description = "name of the first database, where there is one")
@SuppressWarnings("serial")
public class DBInstance extends ManagedResource<DBInstance.Parameters, DBInstance.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value =
                    "(has(self.masterUserPassword) || has(self.masterUserPasswordSecretRef)) != (has(self.manageMasterUserPassword) && self.manageMasterUserPassword)",
            message = "give either manageMasterUserPassword: true, masterUserPasswordSecretRef or masterUserPassword")
    @ValidationRule(
            value = "!has(self.masterUserPasswordVersion) || has(self.masterUserPassword)",
            message = "masterUserPasswordVersion needs masterUserPassword")
    @ValidationRule(
            value =
                    "!(has(self.masterUserSecretKmsKeyId) || has(self.masterUserSecretKmsKeyRef)) || has(self.manageMasterUserPassword)",
            message = "masterUserSecretKmsKeyId and masterUserSecretKmsKeyRef need manageMasterUserPassword")
    @ValidationRule(
            value = "has(self.finalSnapshotIdentifier) != (has(self.skipFinalSnapshot) && self.skipFinalSnapshot)",
            message =
                    "say what becomes of the data when the database is deleted: either finalSnapshotIdentifier or skipFinalSnapshot: true")
    @ValidationRule(
            value =
                    "!(has(self.kmsKeyId) || has(self.kmsKeyRef)) || (has(self.storageEncrypted) && self.storageEncrypted)",
            message = "kmsKeyId and kmsKeyRef need storageEncrypted: true")
    @ValidationRule(
            value = "!has(self.maxAllocatedStorage) || self.maxAllocatedStorage > self.allocatedStorage",
            message = "maxAllocatedStorage must be more than allocatedStorage")
    @ValidationRule(
            value = "!(has(self.dbSubnetGroupName) && has(self.dbSubnetGroupRef))",
            message = "give either dbSubnetGroupName or dbSubnetGroupRef")
    @ValidationRule(
            value = "!(has(self.kmsKeyId) && has(self.kmsKeyRef))",
            message = "give either kmsKeyId or kmsKeyRef")
    @ValidationRule(
            value = "!(has(self.masterUserSecretKmsKeyId) && has(self.masterUserSecretKmsKeyRef))",
            message = "give either masterUserSecretKmsKeyId or masterUserSecretKmsKeyRef")
    @ValidationRule(
            value = "!(has(self.securityGroupIds) && has(self.securityGroupRefs))",
            message = "give either securityGroupIds or securityGroupRefs")
    @ValidationRule(
            value = "!(has(self.dbParameterGroupName) && has(self.dbParameterGroupRef))",
            message = "give either dbParameterGroupName or dbParameterGroupRef")
    @ValidationRule(
            value = "!(has(self.availabilityZone) && has(self.multiAz) && self.multiAz)",
            message = "availabilityZone is for databases that are not multiAz")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the database lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Required
            @Immutable
            @OneOf({
                "postgres",
                "mysql",
                "mariadb",
                "oracle-ee",
                "oracle-ee-cdb",
                "oracle-se2",
                "oracle-se2-cdb",
                "sqlserver-ee",
                "sqlserver-se",
                "sqlserver-ex",
                "sqlserver-web",
                "db2-se",
                "db2-ae"
            })
            @JsonPropertyDescription("The database engine. Cannot be changed.")
            String engine,

            @ServerDefaulted
            @Pattern("^[0-9][A-Za-z0-9._-]*$")
            @Size(min = 1, max = 64)
            @JsonPropertyDescription(
                    "Version of the engine. A beginning such as 17 stands for all versions that begin with it, so that AWS may choose among them. Left as it is when unset.")
            @Nullable
            String engineVersion,

            @JsonPropertyDescription("True lets a change of engineVersion go to another major version.") @Nullable
            Boolean allowMajorVersionUpgrade,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True lets AWS upgrade minor versions in the maintenance window; give engineVersion without the minor version then. AWS's default: true. Left as it is when unset.")
            @Nullable
            Boolean autoMinorVersionUpgrade,

            @Required
            @Pattern("^db\\.[a-z0-9.-]+$")
            @Size(max = 64)
            @JsonPropertyDescription("Size of the machine, for example db.t4g.medium.")
            String dbInstanceClass,

            @Required @Min(5) @Max(65536) @JsonPropertyDescription("Storage in GiB. It can grow, not shrink.")
            Integer allocatedStorage,

            @Min(6)
            @Max(65536)
            @JsonPropertyDescription(
                    "Up to how many GiB AWS lets the storage grow on its own; allocatedStorage is then its least. When unset, it does not.")
            @Nullable
            Integer maxAllocatedStorage,

            @ServerDefaulted
            @OneOf({"standard", "gp2", "gp3", "io1", "io2"})
            @JsonPropertyDescription("Kind of storage. Left as it is when unset.")
            @Nullable
            String storageType,

            @ServerDefaulted
            @Min(1000)
            @Max(256000)
            @JsonPropertyDescription("Storage operations per second, for io1, io2 and gp3. Left as it is when unset.")
            @Nullable
            Integer iops,

            @ServerDefaulted
            @Min(125)
            @Max(4000)
            @JsonPropertyDescription("Throughput of the storage in MiB per second, for gp3. Left as it is when unset.")
            @Nullable
            Integer storageThroughput,

            @Immutable
            @ServerDefaulted
            @JsonPropertyDescription("True encrypts the storage. AWS's default: false. Cannot be changed.")
            @Nullable
            Boolean storageEncrypted,

            @Immutable
            @ServerDefaulted
            @Size(min = 1, max = 2048)
            @Pattern(KmsKeys.PATTERN)
            @JsonPropertyDescription(
                    "ARN or id of the KMS key for the storage; not an alias, because RDS reports the key behind it. When unset, the account's key aws/rds. Cannot be changed.")
            @Nullable
            String kmsKeyId,

            @Immutable
            @Reference(kind = Key.class, output = "arn", to = "kmsKeyId")
            @JsonPropertyDescription("The key as a Key, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference kmsKeyRef,

            @Immutable
            @ServerDefaulted
            @Size(min = 1, max = 64)
            @JsonPropertyDescription(
                    "Name of the first database in it. When unset, none for most engines. Cannot be changed.")
            @Nullable
            String dbName,

            @ServerDefaulted
            @Min(1150)
            @Max(65535)
            @JsonPropertyDescription("Port of the database. Left as it is when unset; AWS takes the engine's own.")
            @Nullable
            Integer port,

            @Required
            @Immutable
            @Size(min = 1, max = 128)
            @JsonPropertyDescription("Name of the first user. Cannot be changed.")
            String masterUsername,

            @Sensitive
            @JsonPropertyDescription(
                    "Password of the first user, set at creation and whenever masterUserPasswordVersion changes. It stands in the object, so that whoever may read the object may read it: prefer masterUserPasswordSecretRef or manageMasterUserPassword.")
            @Nullable
            String masterUserPassword,

            @SecretValue(to = "masterUserPassword", version = "masterUserPasswordVersion")
            @JsonPropertyDescription(
                    "The password as a key of a Secret in the same namespace. It is set at creation and whenever it changes there.")
            @Nullable
            SecretKeyReference masterUserPasswordSecretRef,

            @Size(min = 1, max = 64)
            @JsonPropertyDescription(
                    "Any text. When it changes, masterUserPassword is set again: AWS does not tell whether a password is the right one. Kept in the tag sluice.dev/password-version.")
            @Nullable
            String masterUserPasswordVersion,

            @JsonPropertyDescription(
                    "True has AWS make the password of the first user, keep it in Secrets Manager and change it now and then.")
            @Nullable
            Boolean manageMasterUserPassword,

            @ServerDefaulted
            @Size(min = 1, max = 2048)
            @Pattern(KmsKeys.PATTERN)
            @JsonPropertyDescription(
                    "ARN or id of the KMS key for the secret of manageMasterUserPassword. When unset, the account's key aws/secretsmanager.")
            @Nullable
            String masterUserSecretKmsKeyId,

            @Reference(kind = Key.class, output = "arn", to = "masterUserSecretKmsKeyId")
            @JsonPropertyDescription("The key as a Key, by name or selector.")
            @Nullable
            ObjectReference masterUserSecretKmsKeyRef,

            @Immutable
            @ServerDefaulted
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("Name of the subnet group. When unset, the default VPC's. Cannot be changed.")
            @Nullable
            String dbSubnetGroupName,

            @Immutable
            @Reference(kind = DBSubnetGroup.class, output = "name", to = "dbSubnetGroupName")
            @JsonPropertyDescription("The subnet group as a DBSubnetGroup, by name or selector. Cannot be changed.")
            @Nullable
            ObjectReference dbSubnetGroupRef,

            @ServerDefaulted
            @Size(min = 1, max = 255)
            @JsonPropertyDescription(
                    "Name of the parameter group; another one takes full effect with the next restart. When unset, the engine's default one for a new database.")
            @Nullable
            String dbParameterGroupName,

            @Reference(kind = DBParameterGroup.class, output = "name", to = "dbParameterGroupName")
            @JsonPropertyDescription("The parameter group as a DBParameterGroup, by name or selector.")
            @Nullable
            ObjectReference dbParameterGroupRef,

            @ServerDefaulted
            @UnorderedList
            @Size(min = 1, max = 20)
            @JsonPropertyDescription(
                    "Ids of the security groups. When unset, the VPC's default one for a new database.")
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
            @Pattern("^[a-z0-9-]+$")
            @Size(max = 64)
            @JsonPropertyDescription("Availability zone. When unset, AWS chooses one. Cannot be changed.")
            @Nullable
            String availabilityZone,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True keeps a standby in another availability zone. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean multiAz,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True gives the database an address that the internet can reach. Left as it is when unset; AWS's default depends on the subnets.")
            @Nullable
            Boolean publiclyAccessible,

            @ServerDefaulted
            @Min(0)
            @Max(35)
            @JsonPropertyDescription(
                    "Days for which automatic backups are kept; 0 for none. AWS's default: 1. Left as it is when unset.")
            @Nullable
            Integer backupRetentionPeriod,

            @ServerDefaulted
            @Pattern("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")
            @JsonPropertyDescription(
                    "When backups are made, in UTC, for example 02:00-02:30. Left as it is when unset.")
            @Nullable
            String preferredBackupWindow,

            @ServerDefaulted
            @Pattern(
                    "^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$")
            @JsonPropertyDescription(
                    "When AWS may maintain it, in UTC, for example sun:03:00-sun:04:00. Left as it is when unset.")
            @Nullable
            String preferredMaintenanceWindow,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True copies the tags to snapshots. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean copyTagsToSnapshot,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True lets database users sign in with IAM. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean iamDatabaseAuthenticationEnabled,

            @UnorderedList
            @Size(max = 10)
            @JsonPropertyDescription("The logs that go to CloudWatch Logs, for example postgresql. When unset, none.")
            @Nullable
            List<@Size(min = 1, max = 64) String> enabledCloudwatchLogsExports,

            @ServerDefaulted
            @OneOf({
                "license-included",
                "bring-your-own-license",
                "general-public-license",
                "postgresql-license",
                "marketplace-license"
            })
            @JsonPropertyDescription("Licence of the engine. Left as it is when unset.")
            @Nullable
            String licenseModel,

            @ServerDefaulted
            @Size(min = 1, max = 255)
            @JsonPropertyDescription(
                    "Authority of the server's certificate, for example rds-ca-rsa2048-g1. Left as it is when unset.")
            @Nullable
            String caCertificateIdentifier,

            @ServerDefaulted
            @JsonPropertyDescription(
                    "True has AWS refuse to delete the database. AWS's default: false. Left as it is when unset.")
            @Nullable
            Boolean deletionProtection,

            @JsonPropertyDescription(
                    "False has AWS make changes in the next maintenance window, true at once, with a restart where one is needed. Default: true.")
            @Nullable
            Boolean applyImmediately,

            @Pattern("^[A-Za-z]([A-Za-z0-9]|-[A-Za-z0-9])*$")
            @Size(min = 1, max = 255)
            @JsonPropertyDescription("Name of the snapshot that is made before the database is deleted.")
            @Nullable
            String finalSnapshotIdentifier,

            @JsonPropertyDescription("True deletes the database without a last snapshot. What is in it is lost.")
            @Nullable
            Boolean skipFinalSnapshot,

            @JsonPropertyDescription(
                    "False keeps automatic backups when the database is deleted, for as long as they would have been kept. Default: true.")
            @Nullable
            Boolean deleteAutomatedBackups,

            @Size(max = 48)
            @ValidationRule(value = Tags.RULE, message = Tags.RULE_MESSAGE)
            @ValidationRule(
                    value = "!('sluice.dev/password-version' in self)",
                    message = "the tag sluice.dev/password-version belongs to Sluice")
            @JsonPropertyDescription("Tags. Others that someone adds in AWS are removed.")
            @Nullable
            Map<String, @Size(max = 256) String> tags) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the database.") String arn,

            @JsonPropertyDescription("Host name to connect to.") @Nullable
            String address,

            @JsonPropertyDescription("Port to connect to.") @Nullable
            String port,

            @JsonPropertyDescription("Id that no other database ever has, as IAM policies for rds-db:connect want it.")
            @Nullable
            String resourceId,

            @JsonPropertyDescription("ARN of the secret that holds the password, with manageMasterUserPassword.")
            @Nullable
            String masterUserSecretArn) {}
}
