package dev.sluice.provider.aws.ec2;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.SecurityGroup.Outputs;
import dev.sluice.provider.aws.ec2.SecurityGroup.Parameters;
import dev.sluice.provider.aws.ec2.SecurityGroup.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupsResponse;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;

/** Maps a security group to EC2, which takes the rules of each direction apart from the group. */
final class SecurityGroupAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** AWS wants one. */
    private static final String DESCRIPTION = "Managed by Sluice";

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        return ec2.one(
                        "DescribeSecurityGroups",
                        c -> c.describeSecurityGroups(r -> r.groupIds(ec2.id())),
                        DescribeSecurityGroupsResponse::securityGroups)
                .map(group -> observed(target, group));
    }

    private static Observed<Parameters, Outputs> observed(Target<Parameters, AwsSession> target, SecurityGroup group) {
        var tags = Ec2.map(group.tags());
        var id = group.groupId();
        var parameters = new Parameters(
                target.region(),
                group.vpcId(),
                null,
                group.groupName(),
                group.description(),
                SecurityGroupRules.rules(group.ipPermissions(), id),
                SecurityGroupRules.rules(group.ipPermissionsEgress(), id),
                Tags.parameter(tags));
        return Observed.available(
                parameters,
                new Outputs(id, Ec2.of(target).arn(group.ownerId(), "security-group/" + id)),
                Tags.owner(tags));
    }

    @Override
    public Optional<BatchReader<Parameters, Outputs, AwsSession>> batches() {
        return Optional.of(new Ec2Batches<>(
                "DescribeSecurityGroups",
                "group-id",
                (c, byId) -> c.describeSecurityGroupsPaginator(r -> r.filters(byId)),
                DescribeSecurityGroupsResponse::securityGroups,
                SecurityGroup::groupId,
                (target, group) -> Optional.of(observed(target, group))));
    }

    @Override
    public List<String> find(Target<Parameters, AwsSession> target, Map<String, String> tags) {
        var ec2 = Ec2.of(target);
        return ec2
                .tagged(
                        tags,
                        "DescribeSecurityGroups",
                        c -> c.describeSecurityGroupsPaginator(r -> r.filters(Ec2.having(tags))),
                        DescribeSecurityGroupsResponse::securityGroups,
                        SecurityGroup::tags)
                .stream()
                .map(SecurityGroup::groupId)
                .toList();
    }

    /** The update that follows adds the rules. */
    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        var desired = target.desired();
        return ec2.call(
                "CreateSecurityGroup",
                c -> c.createSecurityGroup(r -> r.vpcId(desired.vpcId())
                                .groupName(desired.groupName())
                                .description(desired.description() == null ? DESCRIPTION : desired.description())
                                .tagSpecifications(ec2.tagged(ResourceType.SECURITY_GROUP, desired.tags())))
                        .groupId());
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var ec2 = Ec2.of(target);
        var changed = new Changed(diff);
        var desired = target.desired();
        var before = observed.parameters();
        ec2.retag(desired.tags(), before.tags(), observed.ownerUid());
        if (changed.touches("ingress")) {
            ingress(ec2, edit("AuthorizeSecurityGroupIngress", "ingress", before.ingress(), desired.ingress()));
        }
        if (changed.touches("egress")) {
            egress(ec2, edit("AuthorizeSecurityGroupEgress", "egress", before.egress(), desired.egress()));
        }
    }

    private static SecurityGroupRules.Edit edit(
            String operation, String field, @Nullable List<Rule> observed, @Nullable List<Rule> desired) {
        var twice = SecurityGroupRules.twice(desired);
        if (twice.isPresent()) {
            throw twice(operation, field, twice.get());
        }
        return SecurityGroupRules.Edit.of(observed, desired);
    }

    private static CloudException twice(String operation, String field, Rule rule) {
        return Ec2.invalid(
                operation,
                field,
                "two rules differ in nothing but their description; to AWS they are one, so leave one of them out: "
                        + rule);
    }

    /** What is new first, so that traffic allowed before and after is allowed in between. */
    private static void ingress(Ec2 ec2, SecurityGroupRules.Edit edit) {
        permissions(ec2, edit.authorize())
                .ifPresent(rules -> ec2.call(
                        "AuthorizeSecurityGroupIngress",
                        c -> c.authorizeSecurityGroupIngress(
                                r -> r.groupId(ec2.id()).ipPermissions(rules))));
        permissions(ec2, edit.describe())
                .ifPresent(rules -> ec2.call(
                        "UpdateSecurityGroupRuleDescriptionsIngress",
                        c -> c.updateSecurityGroupRuleDescriptionsIngress(
                                r -> r.groupId(ec2.id()).ipPermissions(rules))));
        permissions(ec2, edit.revoke())
                .ifPresent(rules -> ec2.call(
                        "RevokeSecurityGroupIngress",
                        c -> c.revokeSecurityGroupIngress(
                                r -> r.groupId(ec2.id()).ipPermissions(rules))));
    }

    private static void egress(Ec2 ec2, SecurityGroupRules.Edit edit) {
        permissions(ec2, edit.authorize())
                .ifPresent(rules -> ec2.call(
                        "AuthorizeSecurityGroupEgress",
                        c -> c.authorizeSecurityGroupEgress(
                                r -> r.groupId(ec2.id()).ipPermissions(rules))));
        permissions(ec2, edit.describe())
                .ifPresent(rules -> ec2.call(
                        "UpdateSecurityGroupRuleDescriptionsEgress",
                        c -> c.updateSecurityGroupRuleDescriptionsEgress(
                                r -> r.groupId(ec2.id()).ipPermissions(rules))));
        permissions(ec2, edit.revoke())
                .ifPresent(rules -> ec2.call(
                        "RevokeSecurityGroupEgress",
                        c -> c.revokeSecurityGroupEgress(
                                r -> r.groupId(ec2.id()).ipPermissions(rules))));
    }

    private static Optional<List<IpPermission>> permissions(Ec2 ec2, List<Rule> rules) {
        return rules.isEmpty() ? Optional.empty() : Optional.of(SecurityGroupRules.permissions(rules, ec2.id()));
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var ec2 = Ec2.of(target);
        ec2.delete(
                "DeleteSecurityGroup",
                "Delete what is in the group, or take it out: instances, load balancers, endpoints; and the rules of other groups that name it.",
                c -> c.deleteSecurityGroup(r -> r.groupId(ec2.id())));
    }
}
