package dev.sluice.provider.aws.elasticache;

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
import dev.sluice.provider.aws.elasticache.SubnetGroup.Outputs;
import dev.sluice.provider.aws.elasticache.SubnetGroup.Parameters;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.Subnet;

/** Maps a subnet group to ElastiCache: one call creates it with its tags, two read it. */
final class SubnetGroupAdapter implements Adapter<Parameters, Outputs, AwsSession> {

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var elasticache = elasticache(target);
        return elasticache
                .find(
                        "DescribeCacheSubnetGroups",
                        c -> c.describeCacheSubnetGroups(r -> r.cacheSubnetGroupName(target.externalName())))
                .map(answer -> answer.cacheSubnetGroups().stream()
                        .findFirst()
                        .orElseThrow(() -> elasticache.incomplete("DescribeCacheSubnetGroups")))
                .map(group -> {
                    var tags = CacheTags.read(elasticache, group.arn());
                    var parameters = new Parameters(
                            target.region(),
                            group.cacheSubnetGroupDescription(),
                            group.subnets().stream()
                                    .map(Subnet::subnetIdentifier)
                                    .toList(),
                            null,
                            Tags.parameter(tags));
                    return Observed.available(
                            parameters,
                            new Outputs(group.cacheSubnetGroupName(), group.arn(), group.vpcId()),
                            Tags.owner(tags));
                });
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        elasticache(target)
                .call(
                        "CreateCacheSubnetGroup",
                        c -> c.createCacheSubnetGroup(r -> r.cacheSubnetGroupName(target.externalName())
                                .cacheSubnetGroupDescription(desired.description())
                                .subnetIds(desired.subnetIds())
                                .tags(CacheTags.list(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var elasticache = elasticache(target);
        var desired = target.desired();
        var changed = new Changed(diff);
        CacheTags.change(elasticache, observed.outputs().arn(), Tags.edit(target, observed, Parameters::tags));
        if (changed.touches("description") || changed.touches("subnetIds")) {
            elasticache.call(
                    "ModifyCacheSubnetGroup",
                    c -> c.modifyCacheSubnetGroup(r -> r.cacheSubnetGroupName(target.externalName())
                            .cacheSubnetGroupDescription(desired.description())
                            .subnetIds(desired.subnetIds())));
        }
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            elasticache(target)
                    .find(
                            "DeleteCacheSubnetGroup",
                            c -> c.deleteCacheSubnetGroup(r -> r.cacheSubnetGroupName(target.externalName())));
        } catch (CloudException failure) {
            if (failure.code().equals("CacheSubnetGroupInUse")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict("caches still use the subnet group; it is deleted when they are gone"));
            }
            throw failure;
        }
    }

    private static Api<ElastiCacheClient> elasticache(Target<Parameters, AwsSession> target) {
        return target.session().elasticache(target.region());
    }
}
