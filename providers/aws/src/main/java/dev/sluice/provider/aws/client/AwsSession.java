package dev.sluice.provider.aws.client;

import dev.sluice.provider.CallListener;
import dev.sluice.provider.Session;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.resourcegroupstaggingapi.ResourceGroupsTaggingApiClient;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * One account of AWS with the credentials to use it. A client exists per service and region, from its first use: idle
 * services cost nothing.
 */
public final class AwsSession implements Session, AutoCloseable {
    /** Far more than services × regions that one account uses; a bound, because a region is a user's word. */
    private static final int MAX_CLIENTS = 512;

    /** The region of what is in none. */
    public static final String GLOBAL = "global";

    private final Access access;
    private final Transport transport;
    private final CallListener listener;
    private final Map<String, SdkClient> clients = new ConcurrentHashMap<>();
    private final String account;
    private final String identity;

    /**
     * @param credentials closed with the session, where they can be
     * @param region where the identity is asked for
     */
    public record Access(AwsCredentialsProvider credentials, String region, Endpoints endpoints) {

        /** Without the credentials. */
        @Override
        public String toString() {
            return "Access[region=%s, endpoints=%s]".formatted(region, endpoints);
        }
    }

    private AwsSession(Access access, Transport transport, CallListener listener) {
        this.access = access;
        this.transport = transport;
        this.listener = listener;
        try {
            var caller = caller();
            this.account = caller.account();
            this.identity = caller.arn() == null ? caller.account() : caller.arn();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Proves the credentials by asking whose they are.
     *
     * @throws dev.sluice.provider.CloudException when AWS refuses them or cannot be reached
     */
    public static AwsSession open(Access access, Transport transport, CallListener listener) {
        return new AwsSession(access, transport, listener);
    }

    private GetCallerIdentityResponse caller() {
        var sts = sts(access.region());
        var caller = sts.call("GetCallerIdentity", StsClient::getCallerIdentity);
        if (caller.account() == null) {
            throw sts.incomplete("GetCallerIdentity");
        }
        return caller;
    }

    @Override
    public String account() {
        return account;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void check() {
        caller();
    }

    /** The first part of the ARNs of what has no region: {@code aws}, {@code aws-cn}, {@code aws-us-gov}. */
    public String partition() {
        return Regions.partition(access.region());
    }

    /** Tells apart what is cached by account: the same account number exists on an emulator and on AWS. */
    public String scope() {
        return access.endpoints().equals(Endpoints.AWS) ? account : account + "@" + access.endpoints();
    }

    /** What takes the place of AWS's own endpoint of a service, as an emulator does; empty for that. */
    public Optional<URI> endpoint(String service) {
        return access.endpoints().of(service);
    }

    public Api<S3Client> s3(String region) {
        // A bucket as a host name does not resolve on an emulator.
        return api(
                "s3",
                region,
                () -> S3Client.builder()
                        .forcePathStyle(access.endpoints().of("s3").isPresent()));
    }

    public Api<SqsClient> sqs(String region) {
        return api("sqs", region, SqsClient::builder);
    }

    public Api<DynamoDbClient> dynamodb(String region) {
        return api("dynamodb", region, DynamoDbClient::builder);
    }

    public Api<SnsClient> sns(String region) {
        return api("sns", region, SnsClient::builder);
    }

    /** IAM has one endpoint for all regions of a partition. */
    public Api<IamClient> iam() {
        var partition = partition();
        return api("iam", partition.equals("aws") ? "aws-global" : partition + "-global", IamClient::builder);
    }

    public Api<KmsClient> kms(String region) {
        return api("kms", region, KmsClient::builder);
    }

    public Api<SecretsManagerClient> secretsManager(String region) {
        return api("secretsmanager", region, SecretsManagerClient::builder);
    }

    public Api<SsmClient> ssm(String region) {
        return api("ssm", region, SsmClient::builder);
    }

    public Api<CloudWatchLogsClient> logs(String region) {
        return api("logs", region, CloudWatchLogsClient::builder);
    }

    public Api<ResourceGroupsTaggingApiClient> tagging(String region) {
        return api("tagging", region, ResourceGroupsTaggingApiClient::builder);
    }

    public Api<Ec2Client> ec2(String region) {
        return api("ec2", region, Ec2Client::builder);
    }

    public Api<EcrClient> ecr(String region) {
        return api("ecr", region, EcrClient::builder);
    }

    /** Route 53 is one for all regions; the session's own says in which partition. */
    public Api<Route53Client> route53() {
        return api("route53", access.region(), Route53Client::builder);
    }

    public Api<RdsClient> rds(String region) {
        return api("rds", region, RdsClient::builder);
    }

    public Api<ElastiCacheClient> elasticache(String region) {
        return api("elasticache", region, ElastiCacheClient::builder);
    }

    public Api<LambdaClient> lambda(String region) {
        return api("lambda", region, LambdaClient::builder);
    }

    public Api<EksClient> eks(String region) {
        return api("eks", region, EksClient::builder);
    }

    private Api<StsClient> sts(String region) {
        return api("sts", region, StsClient::builder);
    }

    @SuppressWarnings("unchecked") // the key's service decides the client's type
    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> Api<C> api(
            String service, String region, Supplier<B> builder) {
        var key = service + "/" + region;
        if (clients.size() >= MAX_CLIENTS && !clients.containsKey(key)) {
            throw new IllegalStateException("more than %d services and regions in one account".formatted(MAX_CLIENTS));
        }
        var client = (C) clients.computeIfAbsent(key, missing -> build(service, builder.get(), region));
        return new Api<>(service, client, listener);
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient> C build(
            String service, B builder, String region) {
        transport.configure(builder).credentialsProvider(access.credentials()).region(Region.of(region));
        access.endpoints().of(service).ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** Calls that are under way end normally: the connections belong to the {@link Transport}. */
    @Override
    public void close() {
        clients.values().forEach(SdkClient::close);
        clients.clear();
        if (access.credentials() instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }

    @Override
    public String toString() {
        return "AwsSession[" + identity + "]";
    }
}
