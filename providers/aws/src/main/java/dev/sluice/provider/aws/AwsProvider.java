package dev.sluice.provider.aws;

import dev.sluice.provider.CallListener;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Roles;
import dev.sluice.provider.aws.client.Transport;
import dev.sluice.provider.aws.dynamodb.DynamoDbKinds;
import dev.sluice.provider.aws.ec2.Ec2Kinds;
import dev.sluice.provider.aws.ecr.EcrKinds;
import dev.sluice.provider.aws.eks.EksKinds;
import dev.sluice.provider.aws.elasticache.ElastiCacheKinds;
import dev.sluice.provider.aws.iam.IamKinds;
import dev.sluice.provider.aws.kms.KmsKinds;
import dev.sluice.provider.aws.lambda.LambdaKinds;
import dev.sluice.provider.aws.logs.LogsKinds;
import dev.sluice.provider.aws.rds.RdsKinds;
import dev.sluice.provider.aws.route53.Route53Kinds;
import dev.sluice.provider.aws.s3.S3Kinds;
import dev.sluice.provider.aws.secretsmanager.SecretsManagerKinds;
import dev.sluice.provider.aws.sns.SnsKinds;
import dev.sluice.provider.aws.sqs.SqsKinds;
import dev.sluice.provider.aws.ssm.SsmKinds;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * AWS.
 *
 * <pre>{@code
 * try (var aws = new AwsProvider(ProviderContext.PLAIN)) {
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
    private final List<Kind<?, ?, ?, AwsSession>> kinds = Stream.of(
                    DynamoDbKinds.all(),
                    Ec2Kinds.all(),
                    EcrKinds.all(),
                    EksKinds.all(),
                    ElastiCacheKinds.all(),
                    IamKinds.all(),
                    KmsKinds.all(),
                    LambdaKinds.all(),
                    LogsKinds.all(),
                    RdsKinds.all(),
                    Route53Kinds.all(),
                    S3Kinds.all(),
                    SecretsManagerKinds.all(),
                    SnsKinds.all(),
                    SqsKinds.all(),
                    SsmKinds.all())
            .flatMap(List::stream)
            .toList();

    public AwsProvider(ProviderContext context) {
        this.listener = context.calls();
        this.transport = new Transport(context.limits());
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
