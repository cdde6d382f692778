package dev.sluice.provider.aws;

import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.CallListener;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Roles;
import dev.sluice.provider.aws.client.Transport;
import dev.sluice.provider.aws.dynamodb.Table;
import dev.sluice.provider.aws.dynamodb.TableAdapter;
import dev.sluice.provider.aws.ec2.ElasticIp;
import dev.sluice.provider.aws.ec2.ElasticIpAdapter;
import dev.sluice.provider.aws.ec2.Instance;
import dev.sluice.provider.aws.ec2.InstanceAdapter;
import dev.sluice.provider.aws.ec2.InternetGateway;
import dev.sluice.provider.aws.ec2.InternetGatewayAdapter;
import dev.sluice.provider.aws.ec2.NatGateway;
import dev.sluice.provider.aws.ec2.NatGatewayAdapter;
import dev.sluice.provider.aws.ec2.RouteTable;
import dev.sluice.provider.aws.ec2.RouteTableAdapter;
import dev.sluice.provider.aws.ec2.SecurityGroup;
import dev.sluice.provider.aws.ec2.SecurityGroupAdapter;
import dev.sluice.provider.aws.ec2.Subnet;
import dev.sluice.provider.aws.ec2.SubnetAdapter;
import dev.sluice.provider.aws.ec2.Vpc;
import dev.sluice.provider.aws.ec2.VpcAdapter;
import dev.sluice.provider.aws.ec2.VpcEndpoint;
import dev.sluice.provider.aws.ec2.VpcEndpointAdapter;
import dev.sluice.provider.aws.ecr.Repository;
import dev.sluice.provider.aws.ecr.RepositoryAdapter;
import dev.sluice.provider.aws.eks.Cluster;
import dev.sluice.provider.aws.eks.ClusterAdapter;
import dev.sluice.provider.aws.eks.NodeGroup;
import dev.sluice.provider.aws.eks.NodeGroupAdapter;
import dev.sluice.provider.aws.elasticache.ReplicationGroup;
import dev.sluice.provider.aws.elasticache.ReplicationGroupAdapter;
import dev.sluice.provider.aws.elasticache.SubnetGroup;
import dev.sluice.provider.aws.elasticache.SubnetGroupAdapter;
import dev.sluice.provider.aws.iam.InstanceProfile;
import dev.sluice.provider.aws.iam.InstanceProfileAdapter;
import dev.sluice.provider.aws.iam.OpenIDConnectProvider;
import dev.sluice.provider.aws.iam.OpenIDConnectProviderAdapter;
import dev.sluice.provider.aws.iam.Policy;
import dev.sluice.provider.aws.iam.PolicyAdapter;
import dev.sluice.provider.aws.iam.Role;
import dev.sluice.provider.aws.iam.RoleAdapter;
import dev.sluice.provider.aws.iam.RolePolicyAttachment;
import dev.sluice.provider.aws.iam.RolePolicyAttachmentAdapter;
import dev.sluice.provider.aws.iam.User;
import dev.sluice.provider.aws.iam.UserAdapter;
import dev.sluice.provider.aws.kms.Alias;
import dev.sluice.provider.aws.kms.AliasAdapter;
import dev.sluice.provider.aws.kms.Key;
import dev.sluice.provider.aws.kms.KeyAdapter;
import dev.sluice.provider.aws.lambda.Function;
import dev.sluice.provider.aws.lambda.FunctionAdapter;
import dev.sluice.provider.aws.lambda.Permission;
import dev.sluice.provider.aws.lambda.PermissionAdapter;
import dev.sluice.provider.aws.logs.LogGroup;
import dev.sluice.provider.aws.logs.LogGroupAdapter;
import dev.sluice.provider.aws.rds.DBInstance;
import dev.sluice.provider.aws.rds.DBInstanceAdapter;
import dev.sluice.provider.aws.rds.DBParameterGroup;
import dev.sluice.provider.aws.rds.DBParameterGroupAdapter;
import dev.sluice.provider.aws.rds.DBSubnetGroup;
import dev.sluice.provider.aws.rds.DBSubnetGroupAdapter;
import dev.sluice.provider.aws.route53.HostedZone;
import dev.sluice.provider.aws.route53.HostedZoneAdapter;
import dev.sluice.provider.aws.route53.RecordSet;
import dev.sluice.provider.aws.route53.RecordSetAdapter;
import dev.sluice.provider.aws.s3.Bucket;
import dev.sluice.provider.aws.s3.BucketAdapter;
import dev.sluice.provider.aws.secretsmanager.Secret;
import dev.sluice.provider.aws.secretsmanager.SecretAdapter;
import dev.sluice.provider.aws.sns.Subscription;
import dev.sluice.provider.aws.sns.SubscriptionAdapter;
import dev.sluice.provider.aws.sns.Topic;
import dev.sluice.provider.aws.sns.TopicAdapter;
import dev.sluice.provider.aws.sqs.Queue;
import dev.sluice.provider.aws.sqs.QueueAdapter;
import dev.sluice.provider.aws.sqs.QueuePolicy;
import dev.sluice.provider.aws.sqs.QueuePolicyAdapter;
import dev.sluice.provider.aws.ssm.Parameter;
import dev.sluice.provider.aws.ssm.ParameterAdapter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AWS.
 *
 * <pre>{@code
 * try (var aws = new AwsProvider((service, operation, code, took) -> metrics.record(...))) {
 *     AwsSession session = aws.connect(reader, "default");
 * }
 * }</pre>
 */
public final class AwsProvider implements Provider<AwsSession> {
    private static final String DEFAULT_REGION = "us-east-1";
    private static final Duration FAILURE_STANDS = Duration.ofSeconds(5);

    private final Transport transport;
    private final CallListener listener;
    private final Set<String> services;
    private final Sessions sessions = new Sessions(FAILURE_STANDS);
    private final List<Kind<?, ?, ?, AwsSession>> kinds = List.of(
            new Kind<>(
                    Bucket.class,
                    Bucket.Parameters.class,
                    Bucket.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new BucketAdapter()),
            new Kind<>(
                    Queue.class,
                    Queue.Parameters.class,
                    Queue.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new QueueAdapter()),
            new Kind<>(
                    Table.class,
                    Table.Parameters.class,
                    Table.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new TableAdapter()),
            new Kind<>(
                    InstanceProfile.class,
                    InstanceProfile.Parameters.class,
                    InstanceProfile.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new InstanceProfileAdapter()),
            new Kind<>(
                    OpenIDConnectProvider.class,
                    OpenIDConnectProvider.Parameters.class,
                    OpenIDConnectProvider.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new OpenIDConnectProviderAdapter()),
            new Kind<>(
                    Policy.class,
                    Policy.Parameters.class,
                    Policy.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new PolicyAdapter()),
            new Kind<>(
                    Role.class,
                    Role.Parameters.class,
                    Role.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new RoleAdapter()),
            new Kind<>(
                    RolePolicyAttachment.class,
                    RolePolicyAttachment.Parameters.class,
                    RolePolicyAttachment.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new RolePolicyAttachmentAdapter()),
            new Kind<>(
                    User.class,
                    User.Parameters.class,
                    User.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new UserAdapter()),
            new Kind<>(
                    Alias.class,
                    Alias.Parameters.class,
                    Alias.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new AliasAdapter()),
            new Kind<>(Key.class, Key.Parameters.class, Key.Outputs.class, Kind.Identity.TAGGED, new KeyAdapter()),
            new Kind<>(
                    Subscription.class,
                    Subscription.Parameters.class,
                    Subscription.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new SubscriptionAdapter()),
            new Kind<>(
                    Topic.class,
                    Topic.Parameters.class,
                    Topic.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new TopicAdapter()),
            new Kind<>(
                    QueuePolicy.class,
                    QueuePolicy.Parameters.class,
                    QueuePolicy.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new QueuePolicyAdapter()),
            new Kind<>(
                    Secret.class,
                    Secret.Parameters.class,
                    Secret.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new SecretAdapter()),
            new Kind<>(
                    Parameter.class,
                    Parameter.Parameters.class,
                    Parameter.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new ParameterAdapter()),
            new Kind<>(
                    LogGroup.class,
                    LogGroup.Parameters.class,
                    LogGroup.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new LogGroupAdapter()),
            new Kind<>(Vpc.class, Vpc.Parameters.class, Vpc.Outputs.class, Kind.Identity.TAGGED, new VpcAdapter()),
            new Kind<>(
                    Subnet.class,
                    Subnet.Parameters.class,
                    Subnet.Outputs.class,
                    Kind.Identity.TAGGED,
                    new SubnetAdapter()),
            new Kind<>(
                    InternetGateway.class,
                    InternetGateway.Parameters.class,
                    InternetGateway.Outputs.class,
                    Kind.Identity.TAGGED,
                    new InternetGatewayAdapter()),
            new Kind<>(
                    RouteTable.class,
                    RouteTable.Parameters.class,
                    RouteTable.Outputs.class,
                    Kind.Identity.TAGGED,
                    new RouteTableAdapter()),
            new Kind<>(
                    ElasticIp.class,
                    ElasticIp.Parameters.class,
                    ElasticIp.Outputs.class,
                    Kind.Identity.TAGGED,
                    new ElasticIpAdapter()),
            new Kind<>(
                    NatGateway.class,
                    NatGateway.Parameters.class,
                    NatGateway.Outputs.class,
                    Kind.Identity.TAGGED,
                    new NatGatewayAdapter()),
            new Kind<>(
                    SecurityGroup.class,
                    SecurityGroup.Parameters.class,
                    SecurityGroup.Outputs.class,
                    Kind.Identity.TAGGED,
                    new SecurityGroupAdapter()),
            new Kind<>(
                    VpcEndpoint.class,
                    VpcEndpoint.Parameters.class,
                    VpcEndpoint.Outputs.class,
                    Kind.Identity.TAGGED,
                    new VpcEndpointAdapter()),
            new Kind<>(
                    Instance.class,
                    Instance.Parameters.class,
                    Instance.Outputs.class,
                    Kind.Identity.TAGGED,
                    new InstanceAdapter()),
            new Kind<>(
                    Repository.class,
                    Repository.Parameters.class,
                    Repository.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new RepositoryAdapter()),
            new Kind<>(
                    HostedZone.class,
                    HostedZone.Parameters.class,
                    HostedZone.Outputs.class,
                    Kind.Identity.TAGGED,
                    new HostedZoneAdapter()),
            new Kind<>(
                    RecordSet.class,
                    RecordSet.Parameters.class,
                    RecordSet.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new RecordSetAdapter()),
            new Kind<>(
                    DBSubnetGroup.class,
                    DBSubnetGroup.Parameters.class,
                    DBSubnetGroup.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new DBSubnetGroupAdapter()),
            new Kind<>(
                    DBParameterGroup.class,
                    DBParameterGroup.Parameters.class,
                    DBParameterGroup.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new DBParameterGroupAdapter()),
            new Kind<>(
                    DBInstance.class,
                    DBInstance.Parameters.class,
                    DBInstance.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new DBInstanceAdapter()),
            new Kind<>(
                    SubnetGroup.class,
                    SubnetGroup.Parameters.class,
                    SubnetGroup.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new SubnetGroupAdapter()),
            new Kind<>(
                    ReplicationGroup.class,
                    ReplicationGroup.Parameters.class,
                    ReplicationGroup.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new ReplicationGroupAdapter()),
            new Kind<>(
                    Function.class,
                    Function.Parameters.class,
                    Function.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new FunctionAdapter()),
            new Kind<>(
                    Permission.class,
                    Permission.Parameters.class,
                    Permission.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new PermissionAdapter()),
            new Kind<>(
                    Cluster.class,
                    Cluster.Parameters.class,
                    Cluster.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new ClusterAdapter()),
            new Kind<>(
                    NodeGroup.class,
                    NodeGroup.Parameters.class,
                    NodeGroup.Outputs.class,
                    Kind.Identity.DETERMINISTIC,
                    new NodeGroupAdapter()));

    public AwsProvider(CallListener listener) {
        this(listener, Transport.Limits.DEFAULT);
    }

    public AwsProvider(CallListener listener, Transport.Limits limits) {
        this.listener = listener;
        this.transport = new Transport(limits);
        this.services = Addresses.services(kinds);
    }

    @Override
    public String name() {
        return "aws";
    }

    @Override
    public Class<ProviderConfig> configType() {
        return ProviderConfig.class;
    }

    @Override
    public List<Kind<?, ?, ?, AwsSession>> kinds() {
        return kinds;
    }

    @Override
    public AwsSession connect(ConfigReader reader, String configName) {
        var config = reader.config(ProviderConfig.class, configName)
                .orElseThrow(() -> new ProviderConfigException(
                        "the ProviderConfig %s (aws.sluice.dev) does not exist; create it, or name another in spec.providerConfigRef"
                                .formatted(configName)));
        var spec = config.getSpec();
        if (spec == null) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: spec is missing; it needs spec.credentials".formatted(configName));
        }
        var region = region(configName, spec);
        var endpoints = new Addresses(services).read(configName, spec);
        var credentials = Credentials.read(reader, configName, spec.credentials());
        var chain = AssumeRoles.read(configName, spec.assumeRoleChain());
        // Not the resource version: that changes with each status too.
        var metadata = config.getMetadata();
        var version = "%s/%s/%s".formatted(metadata.getUid(), metadata.getGeneration(), credentials.version());
        return sessions.get(configName, version, () -> {
            var roles = new Roles(transport, listener, region, endpoints);
            var access =
                    new AwsSession.Access(chain.on(roles, credentials.provider().apply(roles)), region, endpoints);
            return ofAccount(configName, spec.accountId(), AwsSession.open(access, transport, listener));
        });
    }

    /** A guard against building in the wrong account: that of a test, or that of production. */
    private static AwsSession ofAccount(String config, @Nullable String expected, AwsSession session) {
        if (expected != null && !expected.equals(session.account())) {
            session.close();
            throw new ProviderConfigException(
                    "ProviderConfig %s: expected account %s (spec.accountId), credentials are of %s; nothing is done with them"
                            .formatted(config, expected, session.account()));
        }
        return session;
    }

    private static String region(String config, ProviderConfig.Spec spec) {
        var region = spec.region() == null ? DEFAULT_REGION : spec.region();
        if (!region.matches(Regions.PATTERN)) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: spec.region '%s' is not a region; write for example eu-west-1"
                            .formatted(config, region));
        }
        return region;
    }

    @Override
    public void close() {
        sessions.close();
        transport.close();
    }
}
