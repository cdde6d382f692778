package dev.sluice.provider.aws.elasticache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.AwsProvider;
import dev.sluice.provider.aws.DefaultVpc;
import dev.sluice.provider.aws.InMemoryConfigs;
import dev.sluice.provider.aws.Moto;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.elasticache.SubnetGroup.Parameters;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On moto as far as that goes, which neither changes nor deletes a group; the rest on the wire. */
class SubnetGroupAdapterTest {
    private static final String REGION = "eu-west-1";

    private final AwsProvider provider = new AwsProvider(ProviderContext.PLAIN);
    private final Wire wire = new Wire();
    private final SubnetGroupAdapter adapter = new SubnetGroupAdapter();
    private final Parameters wanted =
            new Parameters(REGION, "for tests", DefaultVpc.subnets(REGION), null, Map.of("team", "payments"));
    private final String name = "conformance-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void close() {
        provider.close();
        wire.close();
    }

    @Test
    void a_group_is_created_and_read_as_it_was_wished_for() {
        assertThat(adapter.read(moto())).isEmpty();
        adapter.create(moto());
        var observed = adapter.read(moto()).orElseThrow();
        assertThat(RecordDiff.of(wanted, observed.parameters())).isEmpty();
        assertThat(observed.ownerUid()).isEqualTo("owner");
        assertThat(observed.outputs().name()).isEqualTo(name);
    }

    @Test
    void tags_are_changed() {
        adapter.create(moto());
        var other = new Parameters(REGION, "for tests", wanted.subnetIds(), null, Map.of("stage", "test"));
        var observed = adapter.read(moto()).orElseThrow();
        adapter.update(
                new Target<>(moto().session(), REGION, name, other, "owner"),
                observed,
                RecordDiff.of(other, observed.parameters()));
        var after = adapter.read(moto()).orElseThrow();
        assertThat(after.parameters().tags()).isEqualTo(Map.of("stage", "test"));
        assertThat(after.ownerUid()).isEqualTo("owner");
    }

    @Test
    void a_group_that_exists_already_is_a_conflict() {
        adapter.create(moto());
        assertThatThrownBy(() -> adapter.create(moto()))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.error()).isInstanceOf(CloudError.Conflict.class));
    }

    /** {@link #one_call_changes_description_and_subnets} has the call. */
    @Test
    void moto_does_not_change_a_group() {
        adapter.create(moto());
        var other = new Parameters(REGION, "for shops", wanted.subnetIds(), null, wanted.tags());
        var target = moto().desiring(other);
        assertThatThrownBy(() -> adapter.update(
                        target,
                        adapter.read(target).orElseThrow(),
                        RecordDiff.of(other, adapter.read(target).orElseThrow().parameters())))
                .isInstanceOf(CloudException.class);
    }

    @Test
    void moto_does_not_delete_a_group() {
        adapter.create(moto());
        assertThatThrownBy(() -> adapter.delete(moto())).isInstanceOf(CloudException.class);
    }

    @Test
    void one_call_changes_description_and_subnets() {
        wire.answers(
                200,
                "<ModifyCacheSubnetGroupResponse><ModifyCacheSubnetGroupResult/></ModifyCacheSubnetGroupResponse>");
        var before = new Parameters(REGION, "for tests", List.of("subnet-1"), null, null);
        var after = new Parameters(REGION, "for shops", List.of("subnet-1", "subnet-2"), null, null);
        adapter.update(
                new Target<>(wire.session(), REGION, name, after, "owner"),
                dev.sluice.provider.Observed.available(before, new SubnetGroup.Outputs(name, "arn", null), "owner"),
                RecordDiff.of(after, before));
        assertThat(wire.requests())
                .singleElement()
                .asString()
                .contains(
                        "Action=ModifyCacheSubnetGroup",
                        "CacheSubnetGroupDescription=for shops",
                        "SubnetIds.SubnetIdentifier.2=subnet-2");
    }

    @Test
    void a_group_in_use_is_not_deleted_and_one_that_is_gone_is_deleted() {
        wire.answers(400, error("CacheSubnetGroupInUse")).answers(400, error("CacheSubnetGroupNotFoundFault"));
        var target = new Target<>(wire.session(), REGION, name, wanted, "owner");
        assertThatThrownBy(() -> adapter.delete(target))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.error()).isInstanceOf(CloudError.Conflict.class));
        adapter.delete(target);
        assertThat(wire.requests()).hasSize(2);
    }

    private static String error(String code) {
        return "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>no</Message></Error></ErrorResponse>"
                .formatted(code);
    }

    private Target<Parameters, AwsSession> moto() {
        var session = provider.connect(InMemoryConfigs.forEndpoint(Moto.endpoint()), "default");
        return new Target<>(session, REGION, name, wanted, "owner");
    }
}
