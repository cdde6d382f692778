package dev.sluice.managed;

import dev.sluice.managed.KindsThroughKernelIT.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the emulator cannot do: by kind and step, with the reason and the test that covers it. A listed one that works fails. */
final class EmulatorExceptions {
    private EmulatorExceptions() {}

    /**
     * One step of one kind.
     *
     * @param symptom what the failure says
     * @param reason what the emulator lacks, and which test covers it
     */
    record Exemption(String kind, Step step, String symptom, String reason) {}

    private static final String KEEPS_GROUPS =
            "moto does not delete a subnet group; SubnetGroupAdapterTest.a_group_in_use_is_not_deleted_and_one_that_is_gone_is_deleted";

    private static final String DELETES_FOR_EVER =
            "moto leaves a replication group deleting for ever; ReplicationGroupAdapterTest.a_group_is_deleted_with_its_primary_node_and_a_last_snapshot";

    private static final List<Exemption> ALL = List.of(
            new Exemption(
                    "NatGateway",
                    Step.RECREATE,
                    "not quiet",
                    "moto does not free the address of a deleted gateway; Ec2WireTest.a_nat_gateway_on_its_way_out_is_being_deleted_and_not_found"),
            new Exemption(
                    "NodeGroup",
                    Step.IMPORT,
                    "not quiet",
                    "moto takes the tags of a node group at its creation only; NodeGroupAdapterTest.a_tag_is_written_by_the_groups_arn"),
            new Exemption("SubnetGroup", Step.DELETE, "not quiet", KEEPS_GROUPS),
            new Exemption("SubnetGroup", Step.RECREATE, "DeleteCacheSubnetGroup", KEEPS_GROUPS),
            new Exemption("SubnetGroup", Step.DELETE_IN_TROUBLE, "not quiet", KEEPS_GROUPS),
            new Exemption("SubnetGroup", Step.DELETE_WHAT_IS_GONE, "DeleteCacheSubnetGroup", KEEPS_GROUPS),
            new Exemption("ReplicationGroup", Step.DELETE, "the object", DELETES_FOR_EVER),
            new Exemption("ReplicationGroup", Step.RECREATE, "not quiet", DELETES_FOR_EVER),
            new Exemption("ReplicationGroup", Step.DELETE_IN_TROUBLE, "not quiet", DELETES_FOR_EVER),
            new Exemption("ReplicationGroup", Step.DELETE_WHAT_IS_GONE, "the object", DELETES_FOR_EVER));

    static @Nullable Exemption of(String kind, Step step) {
        return ALL.stream()
                .filter(e -> e.kind().equals(kind) && e.step() == step)
                .findFirst()
                .orElse(null);
    }
}
