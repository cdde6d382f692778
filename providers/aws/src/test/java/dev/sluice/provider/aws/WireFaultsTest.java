package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.CallLimits;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.dynamodb.Table;
import dev.sluice.provider.aws.ec2.Vpc;
import dev.sluice.provider.aws.ecr.Repository;
import dev.sluice.provider.aws.eks.Cluster;
import dev.sluice.provider.aws.elasticache.SubnetGroup;
import dev.sluice.provider.aws.iam.Role;
import dev.sluice.provider.aws.kms.Key;
import dev.sluice.provider.aws.lambda.Function;
import dev.sluice.provider.aws.logs.LogGroup;
import dev.sluice.provider.aws.rds.DBSubnetGroup;
import dev.sluice.provider.aws.route53.HostedZone;
import dev.sluice.provider.aws.s3.Bucket;
import dev.sluice.provider.aws.secretsmanager.Secret;
import dev.sluice.provider.aws.sns.Topic;
import dev.sluice.provider.aws.sqs.Queue;
import dev.sluice.provider.aws.ssm.Parameter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a read becomes when AWS, or something on the way to it, answers badly or not at all. */
class WireFaultsTest {
    private static final String IDENTITY = """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
            <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""";

    /** How each service is asked whether its resource exists. */
    private static final Map<String, Read> READS = Map.ofEntries(
            read("dynamodb", Table.class, "{region: eu-west-1, hashKey: {name: id, type: S}}"),
            read("ec2", Vpc.class, "{region: eu-west-1, cidrBlock: 10.0.0.0/16}"),
            read("ecr", Repository.class, "region: eu-west-1"),
            read("eks", Cluster.class, "{region: eu-west-1, roleArn: x, subnetIds: [subnet-1]}"),
            read("elasticache", SubnetGroup.class, "{region: eu-west-1, description: x, subnetIds: [subnet-1]}"),
            read("iam", Role.class, "assumeRolePolicyDocument: {}"),
            read("kms", Key.class, "region: eu-west-1"),
            read("lambda", Function.class, "{region: eu-west-1, roleArn: x, code: {imageUri: x}}"),
            read("logs", LogGroup.class, "region: eu-west-1"),
            read("rds", DBSubnetGroup.class, "{region: eu-west-1, description: x, subnetIds: [subnet-1]}"),
            read("route53", HostedZone.class, "name: example.com"),
            read("s3", Bucket.class, "region: eu-west-1"),
            read("secretsmanager", Secret.class, "region: eu-west-1"),
            read("sns", Topic.class, "region: eu-west-1"),
            read("sqs", Queue.class, "region: eu-west-1"),
            read("ssm", Parameter.class, "{region: eu-west-1, type: String, value: any}"));

    private final Calls calls = new Calls();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AwsProvider aws = new AwsProvider(new ProviderContext(
            calls, new CallLimits(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(3))));
    private HttpServer server;

    @FunctionalInterface
    private interface Answer {
        void give(HttpExchange exchange) throws IOException;
    }

    @FunctionalInterface
    private interface Read {
        Object from(AwsSession session);
    }

    private volatile Answer answer = exchange -> text(exchange, 200, IDENTITY);

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                answer.give(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        aws.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void http_403_is_denied() {
        everyServiceSays(CloudError.Denied.class, exchange -> text(exchange, 403, ""));
    }

    @Test
    void http_429_is_throttled() {
        everyServiceSays(CloudError.Throttled.class, exchange -> text(exchange, 429, ""));
    }

    @Test
    void http_500_is_transient() {
        everyServiceSays(CloudError.Transient.class, exchange -> text(exchange, 500, "<html>oops</html>"));
    }

    @Test
    void http_404_of_something_that_is_not_aws_is_not_taken_for_a_missing_resource() {
        everyServiceSays(CloudError.Transient.class, exchange -> text(exchange, 404, "<html>nginx</html>"));
    }

    @Test
    void garbage_is_transient() {
        everyServiceSays(CloudError.Transient.class, exchange -> text(exchange, 200, "\u0000{<not an answer"));
    }

    @Test
    void a_success_that_says_nothing_is_not_taken_for_a_resource() {
        everyServiceSays(CloudError.Transient.class, exchange -> text(exchange, 200, ""));
        everyServiceSays(CloudError.Transient.class, exchange -> text(exchange, 200, "{}"));
        everyServiceSays(CloudError.Transient.class, exchange -> text(exchange, 200, "<html>Sign in</html>"));
    }

    @Test
    void a_connection_that_is_closed_is_transient() {
        everyServiceSays(CloudError.Transient.class, HttpExchange::close);
    }

    @Test
    void silence_ends_in_time_and_is_transient() {
        everyServiceSays(CloudError.Transient.class, exchange -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Test
    void a_service_that_is_not_there_is_transient() {
        var session = connect();
        server.stop(0);
        for (var read : READS.values()) {
            var failure = catchThrowableOfType(CloudException.class, () -> read.from(session));
            assertThat(failure.error()).isInstanceOf(CloudError.Transient.class);
            assertThat(failure.code()).isEqualTo("Unreachable");
        }
    }

    private void everyServiceSays(Class<? extends CloudError> expected, Answer given) {
        var session = connect();
        answer = given;
        READS.forEach((service, read) -> {
            requests.set(0);
            var failure = catchThrowableOfType(CloudException.class, () -> read.from(session));
            assertThat(failure).as(service).isNotNull();
            assertThat(failure.error()).as(service).isInstanceOf(expected);
            assertThat(failure.service()).isEqualTo(service);
            assertThat(requests)
                    .as("the kernel repeats, not the SDK; a throttled call is made three times")
                    .hasValueLessThanOrEqualTo(expected == CloudError.Throttled.class ? 3 : 2);
        });
    }

    private AwsSession connect() {
        var endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return aws.connect(InMemoryConfigs.forEndpoint(endpoint), "default");
    }

    private static Map.Entry<String, Read> read(
            String service, Class<? extends ManagedResource<?, ?>> type, String yaml) {
        try (var aws = new AwsProvider(ProviderContext.PLAIN)) {
            return aws.kinds().stream()
                    .filter(kind -> kind.type() == type)
                    .map(kind -> Map.entry(service, read(kind, yaml)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static <P extends Record> Read read(Kind<P, ?, ?, AwsSession> kind, String yaml) {
        var desired = Wish.of(kind.parameters(), yaml);
        return session -> kind.adapter().read(new Target<>(session, "eu-west-1", "some-name", desired, "owner"));
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
