package dev.sluice.provider.aws.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.DefaultVpc;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.rds.DBInstance.Outputs;
import dev.sluice.provider.aws.rds.DBInstance.Parameters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

public class DBInstanceAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final String SUBNET_GROUP = "conformance-instances";
    private static final String PARAMETER_GROUP = "conformance-instances";

    private final DBInstanceAdapter adapter = new DBInstanceAdapter();
    private final String securityGroup = DefaultVpc.securityGroups(REGION).getFirst();

    @Override
    protected void prerequisites() {
        new DBSubnetGroupAdapter()
                .create(new Target<>(
                        session,
                        REGION,
                        SUBNET_GROUP,
                        new DBSubnetGroup.Parameters(REGION, "for tests", DefaultVpc.subnets(REGION), null, null),
                        OWNER));
        new DBParameterGroupAdapter()
                .create(new Target<>(
                        session,
                        REGION,
                        PARAMETER_GROUP,
                        new DBParameterGroup.Parameters(REGION, "postgres17", "for tests", null, null),
                        OWNER));
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                engine: postgres
                engineVersion: "17"
                autoMinorVersionUpgrade: false
                dbInstanceClass: db.t4g.medium
                allocatedStorage: 100
                maxAllocatedStorage: 200
                storageType: gp3
                iops: 3000
                storageThroughput: 125
                storageEncrypted: true
                kmsKeyId: 11111111-2222-3333-4444-555555555555
                dbName: shop
                port: 5433
                masterUsername: shop
                masterUserPassword: first-password
                masterUserPasswordVersion: "1"
                dbSubnetGroupName: %s
                dbParameterGroupName: %s
                securityGroupIds: [%s]
                availabilityZone: eu-west-1b
                multiAz: false
                publiclyAccessible: false
                backupRetentionPeriod: 7
                preferredBackupWindow: 02:00-02:30
                preferredMaintenanceWindow: sun:03:00-sun:04:00
                copyTagsToSnapshot: true
                iamDatabaseAuthenticationEnabled: true
                enabledCloudwatchLogsExports: [postgresql, upgrade]
                licenseModel: postgresql-license
                caCertificateIdentifier: rds-ca-rsa2048-g1
                deletionProtection: false
                skipFinalSnapshot: true
                tags: {team: payments}
                """.formatted(SUBNET_GROUP, PARAMETER_GROUP, securityGroup));
    }

    @Override
    protected Parameters minimal() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                engine: postgres
                dbInstanceClass: db.t4g.micro
                allocatedStorage: 100
                masterUsername: shop
                masterUserPassword: first-password
                skipFinalSnapshot: true
                """);
    }

    /** The port as well, which moto does not change. */
    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return Wish.changed(wanted, """
                storageEncrypted: true
                kmsKeyId: 11111111-2222-3333-4444-555555555555
                dbName: shop
                port: 5433
                dbSubnetGroupName: %s
                availabilityZone: eu-west-1b
                """.formatted(SUBNET_GROUP));
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new TreeMap<String, Parameters>();
        var patches = new TreeMap<>(Map.of(
                "engine version", "engineVersion: '18'",
                "a larger machine", "dbInstanceClass: db.r7g.large",
                "storage stays as it is", "maxAllocatedStorage: null",
                "storage with more operations", "{iops: 4000, storageThroughput: 250}",
                "two availability zones", "multiAz: true",
                "backups and windows", """
                        {backupRetentionPeriod: 14, preferredBackupWindow: '01:00-01:30',
                         preferredMaintenanceWindow: 'mon:03:00-mon:04:00'}""",
                "other logs", "enabledCloudwatchLogsExports: [upgrade]",
                "no logs", "enabledCloudwatchLogsExports: null",
                "tags changed", "tags: {team: orders, stage: test}"));
        patches.putAll(Map.of(
                "flags",
                """
                        {autoMinorVersionUpgrade: true, publiclyAccessible: true, copyTagsToSnapshot: false,
                         iamDatabaseAuthenticationEnabled: false}""",
                "another password",
                "{masterUserPassword: second-password, masterUserPasswordVersion: '2'}",
                "a password that AWS manages",
                "{masterUserPassword: null, masterUserPasswordVersion: null, manageMasterUserPassword: true}",
                "tags removed",
                "tags: null"));
        patches.forEach((what, patch) -> mutations.put(what, Wish.changed(complete(), patch)));
        return mutations;
    }

    @Test
    void a_protected_database_is_not_deleted_and_the_message_says_what_to_do() {
        var closed = Wish.changed(complete(), "deletionProtection: true");
        createAs(closed);
        assertThatThrownBy(() -> adapter.delete(target(closed))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("deletionProtection to false");
        });
        converge(complete());
    }

    @Test
    void a_final_snapshot_is_made_where_one_is_wished_for() {
        var kept = Wish.changed(minimal(), "{skipFinalSnapshot: null, finalSnapshotIdentifier: conformance-last}");
        createAs(kept);
        adapter.delete(target(kept));
        var snapshots = session.rds(REGION)
                .call(
                        "DescribeDBSnapshots",
                        c -> c.describeDBSnapshots(r -> r.dbSnapshotIdentifier("conformance-last")));
        assertThat(snapshots.dbSnapshots()).hasSize(1);

        createAs(kept);
        assertThatThrownBy(() -> adapter.delete(target(kept)))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> assertThat(e.error())
                                .isInstanceOf(CloudError.Conflict.class)
                                .extracting(CloudError::message)
                                .asString()
                                .contains("choose another name"));
    }

    @Test
    void moto_does_not_change_the_port() {
        createAs(complete());
        var wanted = Wish.changed(complete(), "port: 5432");
        var observed = read(wanted);
        adapter.update(target(wanted), observed, RecordDiff.of(wanted, observed.parameters()));
        assertThat(read(wanted).parameters().port()).isEqualTo(5433);
    }

    @Test
    void outputs_say_how_to_connect() {
        createAs(complete());
        var outputs = read(complete()).outputs();
        assertThat(outputs.address()).startsWith(name + ".");
        assertThat(outputs.port()).isEqualTo("5433");
        assertThat(outputs.arn()).isEqualTo("arn:aws:rds:eu-west-1:123456789012:db:" + name);
    }

    @Test
    void a_database_is_read_with_one_call() {
        createAs(complete());
        calls.clear();
        assertThat(read(complete()).parameters().securityGroupIds()).isEqualTo(List.of(securityGroup));
        assertThat(calls.list()).containsExactly("DescribeDBInstances OK");
    }
}
