package dev.sluice.provider.aws.rds;

import dev.sluice.provider.aws.client.KmsKeys;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.client.Versions;
import dev.sluice.provider.aws.rds.DBInstance.Parameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.PendingModifiedValues;
import software.amazon.awssdk.services.rds.model.VpcSecurityGroupMembership;

/**
 * A database as RDS reports it, in the shape of the parameters.
 *
 * <p>A change that RDS has accepted and not made yet counts as made: it is what was asked for. What RDS never reports,
 * such as a password or what is to happen at deletion, is as it was wished for.
 */
final class DBInstanceParameters {
    /** Which password was set last: RDS does not tell. */
    static final String PASSWORD_VERSION = "sluice.dev/password-version";

    private DBInstanceParameters() {}

    static Parameters of(
            String region, Parameters desired, software.amazon.awssdk.services.rds.model.DBInstance instance) {
        var pending = instance.pendingModifiedValues() == null
                ? PendingModifiedValues.builder().build()
                : instance.pendingModifiedValues();
        var secret = instance.masterUserSecret();
        var parameterGroups = instance.dbParameterGroups();
        var tags = RdsTags.map(instance.tagList());
        return new Parameters(
                region,
                instance.engine(),
                Versions.asWished(desired.engineVersion(), first(pending.engineVersion(), instance.engineVersion())),
                desired.allowMajorVersionUpgrade(),
                instance.autoMinorVersionUpgrade(),
                Objects.requireNonNullElse(pending.dbInstanceClass(), instance.dbInstanceClass()),
                storage(desired, first(pending.allocatedStorage(), instance.allocatedStorage()), instance),
                instance.maxAllocatedStorage(),
                first(pending.storageType(), instance.storageType()),
                first(pending.iops(), instance.iops()),
                first(pending.storageThroughput(), instance.storageThroughput()),
                instance.storageEncrypted(),
                KmsKeys.asWished(desired.kmsKeyId(), instance.kmsKeyId()),
                null,
                instance.dbName(),
                first(pending.port(), port(instance)),
                instance.masterUsername(),
                desired.masterUserPassword(),
                null,
                tags.get(PASSWORD_VERSION),
                secret != null ? Boolean.TRUE : off(desired.manageMasterUserPassword()),
                secret == null ? null : KmsKeys.asWished(desired.masterUserSecretKmsKeyId(), secret.kmsKeyId()),
                null,
                instance.dbSubnetGroup() == null
                        ? null
                        : instance.dbSubnetGroup().dbSubnetGroupName(),
                null,
                parameterGroups.isEmpty() ? null : parameterGroups.getFirst().dbParameterGroupName(),
                null,
                securityGroups(instance.vpcSecurityGroups()),
                null,
                instance.availabilityZone(),
                first(pending.multiAZ(), instance.multiAZ()),
                instance.publiclyAccessible(),
                first(pending.backupRetentionPeriod(), instance.backupRetentionPeriod()),
                instance.preferredBackupWindow(),
                instance.preferredMaintenanceWindow(),
                instance.copyTagsToSnapshot(),
                first(pending.iamDatabaseAuthenticationEnabled(), instance.iamDatabaseAuthenticationEnabled()),
                exports(instance.enabledCloudwatchLogsExports(), pending),
                first(pending.licenseModel(), instance.licenseModel()),
                first(pending.caCertificateIdentifier(), instance.caCertificateIdentifier()),
                instance.deletionProtection(),
                desired.applyImmediately(),
                desired.finalSnapshotIdentifier(),
                desired.skipFinalSnapshot(),
                desired.deleteAutomatedBackups(),
                Tags.parameter(without(tags)));
    }

    private static <T> @Nullable T first(@Nullable T pending, @Nullable T current) {
        return pending != null ? pending : current;
    }

    /** Storage that may grow on its own has grown as was wished for. */
    private static Integer storage(
            Parameters desired,
            @Nullable Integer current,
            software.amazon.awssdk.services.rds.model.DBInstance instance) {
        var grown = Objects.requireNonNullElse(current, 0);
        var autoscaling = desired.maxAllocatedStorage() != null && instance.maxAllocatedStorage() != null;
        return autoscaling && grown > desired.allocatedStorage() && grown <= instance.maxAllocatedStorage()
                ? desired.allocatedStorage()
                : grown;
    }

    private static @Nullable Integer port(software.amazon.awssdk.services.rds.model.DBInstance instance) {
        // Before it has an endpoint, the other field holds 0.
        var endpoint = instance.endpoint();
        return endpoint == null ? null : endpoint.port();
    }

    /** RDS reports nothing of what is off; an object may leave it out or say that it is off. */
    private static @Nullable Boolean off(@Nullable Boolean desired) {
        return desired == null ? null : Boolean.FALSE;
    }

    private static @Nullable List<String> securityGroups(List<VpcSecurityGroupMembership> memberships) {
        var groups = memberships.stream()
                .filter(membership -> !"removing".equals(membership.status()))
                .map(VpcSecurityGroupMembership::vpcSecurityGroupId)
                .toList();
        return groups.isEmpty() ? null : groups;
    }

    private static @Nullable List<String> exports(List<String> enabled, PendingModifiedValues pending) {
        var exports = new ArrayList<>(enabled);
        var change = pending.pendingCloudwatchLogsExports();
        if (change != null) {
            exports.removeAll(change.logTypesToDisable());
            change.logTypesToEnable().stream()
                    .filter(type -> !exports.contains(type))
                    .forEach(exports::add);
        }
        return exports.isEmpty() ? null : exports;
    }

    private static Map<String, String> without(Map<String, String> tags) {
        var rest = new HashMap<>(tags);
        rest.remove(PASSWORD_VERSION);
        return rest;
    }
}
