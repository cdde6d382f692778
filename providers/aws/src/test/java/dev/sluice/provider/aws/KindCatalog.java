package dev.sluice.provider.aws;

import dev.sluice.provider.aws.dynamodb.TableAdapterTest;
import dev.sluice.provider.aws.ec2.ElasticIpAdapterTest;
import dev.sluice.provider.aws.ec2.InstanceAdapterTest;
import dev.sluice.provider.aws.ec2.InternetGatewayAdapterTest;
import dev.sluice.provider.aws.ec2.NatGatewayAdapterTest;
import dev.sluice.provider.aws.ec2.RouteTableAdapterTest;
import dev.sluice.provider.aws.ec2.SecurityGroupAdapterTest;
import dev.sluice.provider.aws.ec2.SubnetAdapterTest;
import dev.sluice.provider.aws.ec2.VpcAdapterTest;
import dev.sluice.provider.aws.ec2.VpcEndpointAdapterTest;
import dev.sluice.provider.aws.ecr.RepositoryAdapterTest;
import dev.sluice.provider.aws.eks.ClusterAdapterTest;
import dev.sluice.provider.aws.eks.NodeGroupAdapterTest;
import dev.sluice.provider.aws.elasticache.ReplicationGroupSpecimens;
import dev.sluice.provider.aws.elasticache.SubnetGroupSpecimens;
import dev.sluice.provider.aws.iam.InstanceProfileAdapterTest;
import dev.sluice.provider.aws.iam.OpenIDConnectProviderAdapterTest;
import dev.sluice.provider.aws.iam.PolicyAdapterTest;
import dev.sluice.provider.aws.iam.RoleAdapterTest;
import dev.sluice.provider.aws.iam.RolePolicyAttachmentAdapterTest;
import dev.sluice.provider.aws.iam.UserAdapterTest;
import dev.sluice.provider.aws.kms.AliasAdapterTest;
import dev.sluice.provider.aws.kms.KeyAdapterTest;
import dev.sluice.provider.aws.lambda.FunctionAdapterTest;
import dev.sluice.provider.aws.lambda.PermissionAdapterTest;
import dev.sluice.provider.aws.logs.LogGroupAdapterTest;
import dev.sluice.provider.aws.rds.DBInstanceAdapterTest;
import dev.sluice.provider.aws.rds.DBParameterGroupAdapterTest;
import dev.sluice.provider.aws.rds.DBSubnetGroupAdapterTest;
import dev.sluice.provider.aws.route53.HostedZoneAdapterTest;
import dev.sluice.provider.aws.route53.RecordSetAdapterTest;
import dev.sluice.provider.aws.s3.BucketAdapterTest;
import dev.sluice.provider.aws.secretsmanager.SecretAdapterTest;
import dev.sluice.provider.aws.sns.SubscriptionAdapterTest;
import dev.sluice.provider.aws.sns.TopicAdapterTest;
import dev.sluice.provider.aws.sqs.QueueAdapterTest;
import dev.sluice.provider.aws.sqs.QueuePolicyAdapterTest;
import dev.sluice.provider.aws.ssm.ParameterAdapterTest;
import java.util.List;

/** The conformance of every kind, for suites of other modules: one line a kind, and a kind without one fails there. */
public final class KindCatalog {
    private KindCatalog() {}

    public static List<KindConformance<?, ?>> all() {
        return List.of(
                new TableAdapterTest(),
                new ElasticIpAdapterTest(),
                new InstanceAdapterTest(),
                new InternetGatewayAdapterTest(),
                new NatGatewayAdapterTest(),
                new RouteTableAdapterTest(),
                new SecurityGroupAdapterTest(),
                new SubnetAdapterTest(),
                new VpcAdapterTest(),
                new VpcEndpointAdapterTest(),
                new RepositoryAdapterTest(),
                new ClusterAdapterTest(),
                new NodeGroupAdapterTest(),
                new ReplicationGroupSpecimens(),
                new SubnetGroupSpecimens(),
                new InstanceProfileAdapterTest(),
                new OpenIDConnectProviderAdapterTest(),
                new PolicyAdapterTest(),
                new RoleAdapterTest(),
                new RolePolicyAttachmentAdapterTest(),
                new UserAdapterTest(),
                new AliasAdapterTest(),
                new KeyAdapterTest(),
                new FunctionAdapterTest(),
                new PermissionAdapterTest(),
                new LogGroupAdapterTest(),
                new DBInstanceAdapterTest(),
                new DBParameterGroupAdapterTest(),
                new DBSubnetGroupAdapterTest(),
                new HostedZoneAdapterTest(),
                new RecordSetAdapterTest(),
                new BucketAdapterTest(),
                new SecretAdapterTest(),
                new SubscriptionAdapterTest(),
                new TopicAdapterTest(),
                new QueueAdapterTest(),
                new QueuePolicyAdapterTest(),
                new ParameterAdapterTest());
    }
}
