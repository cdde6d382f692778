package dev.sluice.provider.aws.elasticache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Observed;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.AwsProvider;
import dev.sluice.provider.aws.InMemoryConfigs;
import dev.sluice.provider.aws.Moto;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.elasticache.ReplicationGroup.Outputs;
import dev.sluice.provider.aws.elasticache.ReplicationGroup.Parameters;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On moto as far as that goes, which knows nothing of the nodes of a group; the rest on the wire. */
class ReplicationGroupAdapterTest {
    private static final String REGION = "eu-west-1";
    private static final Parameters WANTED = Wish.of(Parameters.class, """
            region: eu-west-1
            description: sessions
            engine: valkey
            engineVersion: "8"
            cacheNodeType: cache.t4g.small
            clusterMode: disabled
            numNodeGroups: 1
            replicasPerNodeGroup: 1
            automaticFailoverEnabled: true
            multiAzEnabled: true
            cacheParameterGroupName: default.valkey8
            cacheSubnetGroupName: shop
            securityGroupIds: [sg-11111111]
            port: 6380
            atRestEncryptionEnabled: true
            kmsKeyId: 11111111-2222-3333-4444-555555555555
            transitEncryptionEnabled: true
            authToken: first-token-0123456789
            authTokenVersion: "1"
            snapshotRetentionLimit: 7
            snapshotWindow: 02:00-03:00
            preferredMaintenanceWindow: sun:03:00-sun:04:00
            autoMinorVersionUpgrade: true
            finalSnapshotIdentifier: last
            tags: {team: payments}
            """);

    private static final String GROUP = """
            <DescribeReplicationGroupsResponse><DescribeReplicationGroupsResult><ReplicationGroups><ReplicationGroup>\
            <ReplicationGroupId>sessions</ReplicationGroupId><Description>sessions</Description>\
            <Status>%s</Status><ARN>arn</ARN><Engine>valkey</Engine><CacheNodeType>cache.t4g.small</CacheNodeType>\
            <ClusterEnabled>false</ClusterEnabled><ClusterMode>disabled</ClusterMode>\
            <MemberClusters><ClusterId>sessions-001</ClusterId><ClusterId>sessions-002</ClusterId></MemberClusters>\
            <NodeGroups>%s</NodeGroups><AutomaticFailover>enabled</AutomaticFailover><MultiAZ>enabled</MultiAZ>\
            <AtRestEncryptionEnabled>true</AtRestEncryptionEnabled>\
            <KmsKeyId>arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555</KmsKeyId>\
            <TransitEncryptionEnabled>true</TransitEncryptionEnabled><SnapshotRetentionLimit>7</SnapshotRetentionLimit>\
            <SnapshotWindow>02:00-03:00</SnapshotWindow><AutoMinorVersionUpgrade>true</AutoMinorVersionUpgrade>\
            </ReplicationGroup></ReplicationGroups></DescribeReplicationGroupsResult></DescribeReplicationGroupsResponse>""";

    private static final String SHARD = """
            <NodeGroup><NodeGroupId>%s</NodeGroupId><PrimaryEndpoint><Address>primary</Address><Port>6380</Port>\
            </PrimaryEndpoint><ReaderEndpoint><Address>reader</Address><Port>6380</Port></ReaderEndpoint>\
            <NodeGroupMembers><NodeGroupMember/><NodeGroupMember/></NodeGroupMembers></NodeGroup>""";

    private static final String NODE = """
            <DescribeCacheClustersResponse><DescribeCacheClustersResult><CacheClusters><CacheCluster>\
            <EngineVersion>8.0.1</EngineVersion><CacheSubnetGroupName>shop</CacheSubnetGroupName>\
            <PreferredMaintenanceWindow>sun:03:00-sun:04:00</PreferredMaintenanceWindow>\
            <CacheParameterGroup><CacheParameterGroupName>default.valkey8</CacheParameterGroupName></CacheParameterGroup>\
            <SecurityGroups><member><SecurityGroupId>sg-11111111</SecurityGroupId><Status>active</Status></member>\
            <member><SecurityGroupId>sg-22222222</SecurityGroupId><Status>removing</Status></member></SecurityGroups>\
            </CacheCluster></CacheClusters></DescribeCacheClustersResult></DescribeCacheClustersResponse>""";

    private static final String TAGS = """
            <ListTagsForResourceResponse><ListTagsForResourceResult><TagList>\
            <Tag><Key>team</Key><Value>payments</Value></Tag><Tag><Key>sluice.dev/auth-token-version</Key>\
            <Value>1</Value></Tag></TagList></ListTagsForResourceResult></ListTagsForResourceResponse>""";

    private static final String BUSY = """
            <ErrorResponse><Error><Type>Sender</Type><Code>InvalidReplicationGroupState</Code>\
            <Message>not now</Message></Error></ErrorResponse>""";

    private final AwsProvider provider = new AwsProvider(ProviderContext.PLAIN);
    private final Wire wire = new Wire();
    private final ReplicationGroupAdapter adapter = new ReplicationGroupAdapter();

    @AfterEach
    void close() {
        provider.close();
        wire.close();
    }

    @Test
    void a_group_is_read_from_itself_its_tags_and_one_of_its_nodes() {
        wire.answers(200, GROUP.formatted("available", SHARD.formatted("0001")))
                .answers(200, TAGS)
                .answers(200, NODE);
        var observed = adapter.read(target(WANTED)).orElseThrow();
        assertThat(RecordDiff.of(WANTED, observed.parameters())).isEmpty();
        assertThat(observed.state()).isEqualTo(Observed.State.AVAILABLE);
        assertThat(observed.outputs()).isEqualTo(new Outputs("arn", "primary", "reader", null, "6380"));
        assertThat(wire.requests()).hasSize(3);
    }

    @Test
    void a_group_whose_tags_are_not_told_while_it_comes_is_read_all_the_same() {
        wire.answers(200, GROUP.formatted("creating", ""))
                .answers(400, BUSY)
                .answers(404, BUSY.replace("InvalidReplicationGroupState", "CacheClusterNotFound"));
        var observed = adapter.read(target(WANTED)).orElseThrow();
        assertThat(observed.state()).isEqualTo(Observed.State.CREATING);
        assertThat(observed.ownerUid()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cacheNodeType: cache.r7g.large | Action=ModifyReplicationGroup&,CacheNodeType=cache.r7g.large,ApplyImmediately=true",
                "{cacheNodeType: cache.r7g.large, applyImmediately: false} | Action=ModifyReplicationGroup&,ApplyImmediately=false",
                "engineVersion: '9' | Action=ModifyReplicationGroup&,Engine=valkey,EngineVersion=9",
                "replicasPerNodeGroup: 2 | Action=IncreaseReplicaCount,NewReplicaCount=2",
                "replicasPerNodeGroup: 0 | Action=DecreaseReplicaCount,NewReplicaCount=0",
                "{replicasPerNodeGroup: 2, multiAzEnabled: false} | Action=ModifyReplicationGroup&,MultiAZEnabled=false",
                "userGroupIds: [shop] | Action=ModifyReplicationGroup&,UserGroupIdsToAdd.member.1=shop",
                "securityGroupIds: [sg-33333333] | Action=ModifyReplicationGroup&,SecurityGroupIds.SecurityGroupId.1=sg-33333333",
            })
    void one_change_of_the_group_is_asked_for_at_a_time(String patch, String told) {
        wire.answers(200, "<Response/>");
        update(Wish.changed(WANTED, patch));
        assertThat(wire.requests()).singleElement().asString().contains(told.split(","));
    }

    @Test
    void a_token_is_sent_when_its_version_changes_and_the_version_is_kept_after_it() {
        wire.answers(200, "<ModifyReplicationGroupResponse/>").answers(200, "<AddTagsToResourceResponse/>");
        update(Wish.changed(WANTED, "{authToken: second-token-0123456789, authTokenVersion: '2'}"));
        assertThat(wire.requests().getFirst())
                .contains("AuthToken=second-token-0123456789", "AuthTokenUpdateStrategy=ROTATE");
        assertThat(wire.requests().getLast()).contains("Action=AddTagsToResource", "Value=2");
    }

    @Test
    void of_fewer_shards_the_first_ones_stay() {
        var three = SHARD.formatted("0001") + SHARD.formatted("0003") + SHARD.formatted("0002");
        wire.answers(200, GROUP.formatted("available", three)).answers(200, "<Response/>");
        var before = Wish.changed(WANTED, "{clusterMode: enabled, numNodeGroups: 3}");
        var wanted = Wish.changed(before, "numNodeGroups: 2");
        adapter.update(target(wanted), observed(before), RecordDiff.of(wanted, before));
        assertThat(wire.requests().getLast())
                .contains(
                        "Action=ModifyReplicationGroupShardConfiguration",
                        "NodeGroupCount=2",
                        "NodeGroupsToRetain.NodeGroupToRetain.1=0001",
                        "NodeGroupsToRetain.NodeGroupToRetain.2=0002");
    }

    @Test
    void a_group_is_deleted_with_its_primary_node_and_a_last_snapshot() {
        wire.answers(200, "<DeleteReplicationGroupResponse/>");
        adapter.delete(target(WANTED));
        assertThat(wire.requests())
                .singleElement()
                .asString()
                .contains("RetainPrimaryCluster=false", "FinalSnapshotIdentifier=last");
    }

    @ParameterizedTest
    @CsvSource({
        "available, AVAILABLE",
        "creating, CREATING",
        "modifying, UPDATING",
        "snapshotting, UPDATING",
        "deleting, DELETING",
        "create-failed, FAILED",
    })
    void the_status_says_whether_it_takes_orders(String status, Observed.State state) {
        assertThat(ReplicationGroupAdapter.state(status)).isEqualTo(state);
    }

    @Test
    void moto_does_not_know_the_nodes_of_a_group_nor_let_it_go() {
        var session = provider.connect(InMemoryConfigs.forEndpoint(Moto.endpoint()), "default");
        var name = "conformance-" + UUID.randomUUID().toString().substring(0, 8);
        var target = new Target<>(session, REGION, name, WANTED, "owner");
        assertThat(adapter.read(target)).isEmpty();
        adapter.create(target);
        var observed = adapter.read(target).orElseThrow();
        assertThat(observed.ownerUid()).isEqualTo("owner");
        assertThat(RecordDiff.of(WANTED, observed.parameters()))
                .extracting(field -> field.path())
                .contains("engineVersion", "cacheSubnetGroupName");
        adapter.delete(target);
        assertThat(adapter.read(target).orElseThrow().state()).isEqualTo(Observed.State.DELETING);
    }

    private void update(Parameters wanted) {
        adapter.update(target(wanted), observed(WANTED), RecordDiff.of(wanted, WANTED));
    }

    private static Observed<Parameters, Outputs> observed(Parameters parameters) {
        return Observed.available(parameters, new Outputs("arn", null, null, null, null), "owner");
    }

    private Target<Parameters, AwsSession> target(Parameters wanted) {
        return new Target<>(wire.session(), REGION, "sessions", wanted, "owner");
    }
}
