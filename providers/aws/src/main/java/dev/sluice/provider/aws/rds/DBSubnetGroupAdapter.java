package dev.sluice.provider.aws.rds;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.rds.DBSubnetGroup.Outputs;
import dev.sluice.provider.aws.rds.DBSubnetGroup.Parameters;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Subnet;

/** Maps a subnet group to RDS: one call creates it with its tags, two read it. */
final class DBSubnetGroupAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var rds = rds(target);
        return rds.find(
                        "DescribeDBSubnetGroups",
                        c -> c.describeDBSubnetGroups(r -> r.dbSubnetGroupName(target.externalName())))
                .map(answer -> answer.dbSubnetGroups().stream()
                        .findFirst()
                        .orElseThrow(() -> rds.incomplete("DescribeDBSubnetGroups")))
                .map(group -> {
                    var tags = RdsTags.read(rds, group.dbSubnetGroupArn());
                    var parameters = new Parameters(
                            target.region(),
                            group.dbSubnetGroupDescription(),
                            group.subnets().stream()
                                    .map(Subnet::subnetIdentifier)
                                    .toList(),
                            null,
                            Tags.parameter(tags));
                    return Observed.available(
                            parameters,
                            new Outputs(group.dbSubnetGroupName(), group.dbSubnetGroupArn(), group.vpcId()),
                            Tags.owner(tags));
                });
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        rds(target)
                .call(
                        "CreateDBSubnetGroup",
                        c -> c.createDBSubnetGroup(r -> r.dbSubnetGroupName(target.externalName())
                                .dbSubnetGroupDescription(desired.description())
                                .subnetIds(desired.subnetIds())
                                .tags(RdsTags.list(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var rds = rds(target);
        var desired = target.desired();
        var changed = new Changed(diff);
        RdsTags.change(rds, observed.outputs().arn(), Tags.edit(target, observed, Parameters::tags));
        if (changed.touches("description") || changed.touches("subnetIds")) {
            rds.call(
                    "ModifyDBSubnetGroup",
                    c -> c.modifyDBSubnetGroup(r -> r.dbSubnetGroupName(target.externalName())
                            .dbSubnetGroupDescription(desired.description())
                            .subnetIds(desired.subnetIds())));
        }
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            rds(target)
                    .find(
                            "DeleteDBSubnetGroup",
                            c -> c.deleteDBSubnetGroup(r -> r.dbSubnetGroupName(target.externalName())));
        } catch (CloudException failure) {
            if (failure.code().equals("InvalidDBSubnetGroupStateFault")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "databases still use the subnet group; it is deleted when they are gone"));
            }
            throw failure;
        }
    }

    private static Api<RdsClient> rds(Target<Parameters, AwsSession> target) {
        return target.session().rds(target.region());
    }
}
