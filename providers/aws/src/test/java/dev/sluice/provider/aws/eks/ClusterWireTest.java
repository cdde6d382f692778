package dev.sluice.provider.aws.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.eks.Cluster.Outputs;
import dev.sluice.provider.aws.eks.Cluster.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What moto, which changes a cluster at once and forgets some of it, cannot show. */
class ClusterWireTest {
    private static final Parameters WANTED = Wish.of(Parameters.class, """
            region: eu-west-1
            version: "1.33"
            roleArn: arn:aws:iam::123456789012:role/cluster
            subnetIds: [subnet-11111111, subnet-22222222]
            endpointPublicAccess: true
            endpointPrivateAccess: false
            publicAccessCidrs: [0.0.0.0/0]
            enabledLogTypes: [api]
            authenticationMode: API_AND_CONFIG_MAP
            bootstrapClusterCreatorAdminPermissions: true
            supportType: EXTENDED
            deletionProtection: false
            """);

    private static final String CLUSTER = """
            {"cluster": {"name": "shop", "arn": "arn", "version": "1.33", "status": "STATUS",
              "roleArn": "arn:aws:iam::123456789012:role/cluster",
              "resourcesVpcConfig": {"subnetIds": ["subnet-22222222", "subnet-11111111"], "securityGroupIds": [],
                "clusterSecurityGroupId": "sg-1", "vpcId": "vpc-1", "endpointPublicAccess": true,
                "endpointPrivateAccess": false, "publicAccessCidrs": ["0.0.0.0/0"]},
              "kubernetesNetworkConfig": {"serviceIpv4Cidr": "10.100.0.0/16", "ipFamily": "ipv4"},
              "logging": {"clusterLogging": [{"types": ["api"], "enabled": true}, {"types": ["audit"], "enabled": false}]},
              "accessConfig": {"authenticationMode": "API_AND_CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": true},
              "upgradePolicy": {"supportType": "EXTENDED"}, "deletionProtection": false, "tags": {}}}""";

    private final Wire wire = new Wire();
    private final ClusterAdapter adapter = new ClusterAdapter();

    @AfterEach
    void close() {
        wire.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, AVAILABLE",
        "CREATING, CREATING",
        "UPDATING, UPDATING",
        "DELETING, DELETING",
        "FAILED, FAILED",
        "SOMETHING_NEW, UPDATING",
    })
    void a_cluster_is_read_whatever_it_is_at(String status, Observed.State state) {
        wire.answers(200, CLUSTER.replace("STATUS", status));
        var observed = adapter.read(target(WANTED)).orElseThrow();
        assertThat(observed.state()).isEqualTo(state);
        assertThat(RecordDiff.of(WANTED, observed.parameters())).isEmpty();
        assertThat(observed.outputs().clusterSecurityGroupId()).isEqualTo("sg-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{version: '1.34', deletionProtection: true} | /clusters/shop/updates | {\"version\":\"1.34\"}",
                "{endpointPrivateAccess: true, subnetIds: [subnet-33333333, subnet-11111111]} | /clusters/shop/update-config | {\"resourcesVpcConfig\":{\"endpointPublicAccess\":true,\"endpointPrivateAccess\":true,\"publicAccessCidrs\":[\"0.0.0.0/0\"]}}",
                "{securityGroupIds: [sg-33333333], enabledLogTypes: null} | /clusters/shop/update-config | {\"resourcesVpcConfig\":{\"subnetIds\":[\"subnet-11111111\",\"subnet-22222222\"],\"securityGroupIds\":[\"sg-33333333\"]}}",
                "enabledLogTypes: [audit] | /clusters/shop/update-config | {\"logging\":{\"clusterLogging\":[{\"types\":[\"audit\"],\"enabled\":true},{\"types\":[\"api\"],\"enabled\":false}]}}",
                "authenticationMode: API | /clusters/shop/update-config | {\"accessConfig\":{\"authenticationMode\":\"API\"}}",
                "supportType: STANDARD | /clusters/shop/update-config | {\"upgradePolicy\":{\"supportType\":\"STANDARD\"}}",
                "deletionProtection: true | /clusters/shop/update-config | {\"deletionProtection\":true}",
            })
    void one_thing_is_changed_at_a_time(String patch, String path, String told) {
        wire.answers(200, "{}");
        var wanted = Wish.changed(WANTED, patch);
        adapter.update(target(wanted), observed(), RecordDiff.of(wanted, WANTED));
        assertThat(wire.requests())
                .singleElement()
                .asString()
                .contains(path)
                .satisfies(request -> assertThat(request.replaceAll(
                                "\"clientRequestToken\":\"[^\"]*\",?|,\"clientRequestToken\":\"[^\"]*\"", ""))
                        .contains(told.substring(0, told.length() - 1)));
    }

    @Test
    void a_protected_cluster_is_not_deleted_and_the_message_says_what_to_do() {
        wire.answers(400, """
                {"__type": "InvalidRequestException", "message": "Cluster shop has deletion protection enabled."}""");
        assertThatThrownBy(() -> adapter.delete(target(WANTED))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("deletionProtection to false");
        });
    }

    private static Observed<Parameters, Outputs> observed() {
        return Observed.available(WANTED, new Outputs("shop", "arn", null, null, null, null), "owner");
    }

    private Target<Parameters, AwsSession> target(Parameters wanted) {
        return new Target<>(wire.session(), "eu-west-1", "shop", wanted, "owner");
    }
}
