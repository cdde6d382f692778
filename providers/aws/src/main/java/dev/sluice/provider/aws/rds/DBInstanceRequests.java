package dev.sluice.provider.aws.rds;

import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.rds.DBInstance.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.rds.model.CloudwatchLogsExportConfiguration;
import software.amazon.awssdk.services.rds.model.CreateDbInstanceRequest;
import software.amazon.awssdk.services.rds.model.ModifyDbInstanceRequest;

/** A database's parameters as RDS wants to be told of them. */
final class DBInstanceRequests {
    /** RDS wants to hear all of them when one changes. */
    private static final List<String> STORAGE = List.of("allocatedStorage", "storageType", "iops", "storageThroughput");

    /** Parameters of which each is told on its own. */
    private record Setting(String parameter, BiConsumer<ModifyDbInstanceRequest.Builder, Parameters> write) {}

    private static final List<Setting> SETTINGS = List.of(
            new Setting(
                    "engineVersion",
                    (r, p) ->
                            r.engineVersion(p.engineVersion()).allowMajorVersionUpgrade(p.allowMajorVersionUpgrade())),
            new Setting("autoMinorVersionUpgrade", (r, p) -> r.autoMinorVersionUpgrade(p.autoMinorVersionUpgrade())),
            new Setting("dbInstanceClass", (r, p) -> r.dbInstanceClass(p.dbInstanceClass())),
            new Setting("port", (r, p) -> r.dbPortNumber(p.port())),
            new Setting("dbParameterGroupName", (r, p) -> r.dbParameterGroupName(p.dbParameterGroupName())),
            new Setting("securityGroupIds", (r, p) -> r.vpcSecurityGroupIds(p.securityGroupIds())),
            new Setting("multiAz", (r, p) -> r.multiAZ(p.multiAz())),
            new Setting("publiclyAccessible", (r, p) -> r.publiclyAccessible(p.publiclyAccessible())),
            new Setting("backupRetentionPeriod", (r, p) -> r.backupRetentionPeriod(p.backupRetentionPeriod())),
            new Setting("preferredBackupWindow", (r, p) -> r.preferredBackupWindow(p.preferredBackupWindow())),
            new Setting(
                    "preferredMaintenanceWindow",
                    (r, p) -> r.preferredMaintenanceWindow(p.preferredMaintenanceWindow())),
            new Setting("copyTagsToSnapshot", (r, p) -> r.copyTagsToSnapshot(p.copyTagsToSnapshot())),
            new Setting(
                    "iamDatabaseAuthenticationEnabled",
                    (r, p) -> r.enableIAMDatabaseAuthentication(p.iamDatabaseAuthenticationEnabled())),
            new Setting("licenseModel", (r, p) -> r.licenseModel(p.licenseModel())),
            new Setting("caCertificateIdentifier", (r, p) -> r.caCertificateIdentifier(p.caCertificateIdentifier())),
            new Setting("deletionProtection", (r, p) -> r.deletionProtection(p.deletionProtection())));

    private DBInstanceRequests() {}

    static CreateDbInstanceRequest.Builder create(CreateDbInstanceRequest.Builder request, Parameters desired) {
        return request.engine(desired.engine())
                .engineVersion(desired.engineVersion())
                .autoMinorVersionUpgrade(desired.autoMinorVersionUpgrade())
                .dbInstanceClass(desired.dbInstanceClass())
                .allocatedStorage(desired.allocatedStorage())
                .maxAllocatedStorage(desired.maxAllocatedStorage())
                .storageType(desired.storageType())
                .iops(desired.iops())
                .storageThroughput(desired.storageThroughput())
                .storageEncrypted(desired.storageEncrypted())
                .kmsKeyId(desired.kmsKeyId())
                .dbName(desired.dbName())
                .port(desired.port())
                .masterUsername(desired.masterUsername())
                .masterUserPassword(desired.masterUserPassword())
                .manageMasterUserPassword(desired.manageMasterUserPassword())
                .masterUserSecretKmsKeyId(desired.masterUserSecretKmsKeyId())
                .dbSubnetGroupName(desired.dbSubnetGroupName())
                .dbParameterGroupName(desired.dbParameterGroupName())
                .vpcSecurityGroupIds(desired.securityGroupIds())
                .availabilityZone(desired.availabilityZone())
                .multiAZ(desired.multiAz())
                .publiclyAccessible(desired.publiclyAccessible())
                .backupRetentionPeriod(desired.backupRetentionPeriod())
                .preferredBackupWindow(desired.preferredBackupWindow())
                .preferredMaintenanceWindow(desired.preferredMaintenanceWindow())
                .copyTagsToSnapshot(desired.copyTagsToSnapshot())
                .enableIAMDatabaseAuthentication(desired.iamDatabaseAuthenticationEnabled())
                .enableCloudwatchLogsExports(desired.enabledCloudwatchLogsExports())
                .licenseModel(desired.licenseModel())
                .caCertificateIdentifier(desired.caCertificateIdentifier())
                .deletionProtection(desired.deletionProtection());
    }

    /** One request for all that differs; empty where nothing of the database itself does. */
    static Optional<ModifyDbInstanceRequest> modify(Parameters desired, Parameters observed, Changed changed) {
        var request = ModifyDbInstanceRequest.builder();
        var untouched = request.build();
        SETTINGS.stream()
                .filter(setting -> changed.touches(setting.parameter()))
                .forEach(setting -> setting.write().accept(request, desired));
        storage(request, desired, observed, changed);
        password(request, desired, changed);
        if (changed.touches("enabledCloudwatchLogsExports")) {
            request.cloudwatchLogsExportConfiguration(
                    exports(desired.enabledCloudwatchLogsExports(), observed.enabledCloudwatchLogsExports()));
        }
        if (request.build().equals(untouched)) {
            return Optional.empty();
        }
        boolean later = Boolean.FALSE.equals(desired.applyImmediately());
        return Optional.of(request.applyImmediately(!later).build());
    }

    private static void storage(
            ModifyDbInstanceRequest.Builder request, Parameters desired, Parameters observed, Changed changed) {
        if (STORAGE.stream().anyMatch(changed::touches)) {
            request.allocatedStorage(desired.allocatedStorage())
                    .storageType(desired.storageType())
                    .iops(desired.iops())
                    .storageThroughput(desired.storageThroughput());
        }
        if (changed.touches("maxAllocatedStorage")) {
            // A limit that has been reached already is how RDS wants to hear of none.
            request.maxAllocatedStorage(
                    desired.maxAllocatedStorage() == null
                            ? Math.max(desired.allocatedStorage(), observed.allocatedStorage())
                            : desired.maxAllocatedStorage());
        }
    }

    private static void password(ModifyDbInstanceRequest.Builder request, Parameters desired, Changed changed) {
        boolean managed = Boolean.TRUE.equals(desired.manageMasterUserPassword());
        if (changed.touches("manageMasterUserPassword")) {
            request.manageMasterUserPassword(managed);
        }
        if (managed && (changed.touches("manageMasterUserPassword") || changed.touches("masterUserSecretKmsKeyId"))) {
            request.masterUserSecretKmsKeyId(desired.masterUserSecretKmsKeyId());
        }
        if (!managed && (changed.touches("manageMasterUserPassword") || changed.touches("masterUserPasswordVersion"))) {
            request.masterUserPassword(desired.masterUserPassword());
        }
    }

    private static CloudwatchLogsExportConfiguration exports(
            @Nullable List<String> desired, @Nullable List<String> observed) {
        var enable = new ArrayList<>(desired == null ? List.<String>of() : desired);
        var disable = new ArrayList<>(observed == null ? List.<String>of() : observed);
        disable.removeAll(enable);
        if (observed != null) {
            enable.removeAll(observed);
        }
        return CloudwatchLogsExportConfiguration.builder()
                .enableLogTypes(enable)
                .disableLogTypes(disable)
                .build();
    }
}
