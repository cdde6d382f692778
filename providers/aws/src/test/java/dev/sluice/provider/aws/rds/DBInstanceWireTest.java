package dev.sluice.provider.aws.rds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.rds.DBInstance.Outputs;
import dev.sluice.provider.aws.rds.DBInstance.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What moto, which changes a database at once, cannot show: changes under way, and what RDS is told. */
class DBInstanceWireTest {
    private static final Parameters WANTED = Wish.of(Parameters.class, """
            region: eu-west-1
            engine: postgres
            engineVersion: "17"
            dbInstanceClass: db.r7g.large
            allocatedStorage: 100
            maxAllocatedStorage: 500
            masterUsername: shop
            masterUserPassword: first-password
            masterUserPasswordVersion: "1"
            skipFinalSnapshot: true
            """);

    private static final String INSTANCE = """
            <DescribeDBInstancesResponse><DescribeDBInstancesResult><DBInstances><DBInstance>\
            <DBInstanceIdentifier>orders</DBInstanceIdentifier><DBInstanceArn>arn</DBInstanceArn>\
            <Engine>postgres</Engine><EngineVersion>17.2</EngineVersion><MasterUsername>shop</MasterUsername>\
            <DBInstanceClass>%s</DBInstanceClass><AllocatedStorage>%d</AllocatedStorage>\
            <MaxAllocatedStorage>500</MaxAllocatedStorage><DBInstanceStatus>available</DBInstanceStatus>\
            <PendingModifiedValues>%s</PendingModifiedValues>\
            <TagList><Tag><Key>sluice.dev/password-version</Key><Value>1</Value></Tag></TagList>\
            </DBInstance></DBInstances></DescribeDBInstancesResult></DescribeDBInstancesResponse>""";

    private static final String DONE = "<ModifyDBInstanceResponse><ModifyDBInstanceResult/></ModifyDBInstanceResponse>";

    private final Wire wire = new Wire();
    private final DBInstanceAdapter adapter = new DBInstanceAdapter();

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void a_change_that_waits_for_the_maintenance_window_is_no_difference() {
        wire.answers(
                200,
                INSTANCE.formatted(
                        "db.t4g.micro",
                        100,
                        "<DBInstanceClass>db.r7g.large</DBInstanceClass><MasterUserPassword>****</MasterUserPassword>"));
        assertThat(RecordDiff.of(WANTED, read().parameters())).isEmpty();
    }

    @Test
    void storage_that_has_grown_on_its_own_is_no_difference() {
        wire.answers(200, INSTANCE.formatted("db.r7g.large", 250, ""));
        assertThat(RecordDiff.of(WANTED, read().parameters())).isEmpty();
    }

    @Test
    void changes_are_applied_at_once_unless_the_object_says_otherwise() {
        update("dbInstanceClass: db.r7g.xlarge");
        update("{dbInstanceClass: db.r7g.xlarge, applyImmediately: false}");
        assertThat(wire.requests().getFirst()).contains("ApplyImmediately=true", "DBInstanceClass=db.r7g.xlarge");
        assertThat(wire.requests().getLast()).contains("ApplyImmediately=false");
    }

    @Test
    void a_password_is_sent_when_its_version_changes_and_only_then() {
        update("{masterUserPassword: second-password, backupRetentionPeriod: 7}");
        assertThat(wire.requests()).singleElement().asString().doesNotContain("second-password");

        wire.answers(200, DONE).answers(200, "<AddTagsToResourceResponse/>");
        var wanted = Wish.changed(WANTED, "{masterUserPassword: second-password, masterUserPasswordVersion: '2'}");
        adapter.update(target(wanted), observed(), RecordDiff.of(wanted, WANTED));
        assertThat(wire.requests().get(1)).contains("MasterUserPassword=second-password");
        assertThat(wire.requests().get(2))
                .as("the version is written when the password is set")
                .contains("Action=AddTagsToResource", "Value=2");
    }

    @Test
    void the_port_is_changed_by_the_name_that_it_has_there() {
        update("port: 5433");
        assertThat(wire.requests()).singleElement().asString().contains("DBPortNumber=5433");
    }

    @Test
    void storage_settings_are_told_together() {
        update("{storageType: gp3, iops: 4000}");
        assertThat(wire.requests())
                .singleElement()
                .asString()
                .contains("AllocatedStorage=100", "StorageType=gp3", "Iops=4000")
                .doesNotContain("MaxAllocatedStorage");
    }

    @Test
    void storage_no_longer_grows_with_a_limit_that_is_reached_already() {
        update("maxAllocatedStorage: null");
        assertThat(wire.requests()).singleElement().asString().contains("MaxAllocatedStorage=100");
    }

    @ParameterizedTest
    @CsvSource({
        "available, AVAILABLE",
        "storage-full, AVAILABLE",
        "creating, CREATING",
        "modifying, UPDATING",
        "backing-up, UPDATING",
        "rebooting, UPDATING",
        "something-new, UPDATING",
        "deleting, DELETING",
        "failed, FAILED",
        "incompatible-network, FAILED",
        "inaccessible-encryption-credentials-recoverable, FAILED",
    })
    void the_status_says_whether_it_takes_orders(String status, Observed.State state) {
        assertThat(DBInstanceAdapter.state(status)).isEqualTo(state);
    }

    private void update(String patch) {
        wire.answers(200, DONE);
        var wanted = Wish.changed(WANTED, patch);
        adapter.update(target(wanted), observed(), RecordDiff.of(wanted, WANTED));
    }

    private Observed<Parameters, Outputs> read() {
        return adapter.read(target(WANTED)).orElseThrow();
    }

    private static Observed<Parameters, Outputs> observed() {
        return Observed.available(WANTED, new Outputs("arn", null, null, null, null), "owner");
    }

    private Target<Parameters, AwsSession> target(Parameters wanted) {
        return new Target<>(wire.session(), "eu-west-1", "orders", wanted, "owner");
    }
}
