package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.provider.CallLimits;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.ServiceAccountToken;
import dev.sluice.provider.aws.client.AwsSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose credentials a call is made with, however a configuration says so. */
class CredentialsTest {
    private static final String ROLES = "arn:aws:iam::210987654321:role/";

    /** So near its end that each use of it is a renewal. */
    private static final Duration NEARLY_OVER = Duration.ofSeconds(20);

    private final Calls heard = new Calls();
    private final AwsProvider aws = new AwsProvider(new ProviderContext(heard, CallLimits.DEFAULT));
    private final FakeSts sts = new FakeSts();
    private final InMemoryConfigs configs = InMemoryConfigs.forEndpoint(Moto.endpoint());

    @AfterEach
    void close() {
        aws.close();
        sts.close();
    }

    @Test
    void each_role_is_assumed_with_the_credentials_of_the_one_before() {
        config(secret(), role("entry"), role("bridge"), role("deploy"));

        var session = connect();

        assertThat(sts.texts())
                .containsExactly(
                        "AssumeRole entry by AKIATEST",
                        "AssumeRole bridge by ASIA-entry",
                        "AssumeRole deploy by ASIA-bridge",
                        "GetCallerIdentity by ASIA-deploy");
        assertThat(session.identity()).isEqualTo("arn:aws:sts::123456789012:assumed-role/ASIA-deploy/s");
        assertThat(heard.list()).filteredOn("AssumeRole OK"::equals).hasSize(3);
    }

    @Test
    void a_role_is_asked_for_with_all_that_its_trust_policy_may_demand() {
        config(
                secret(),
                new ProviderConfig.AssumeRole(
                        ROLES + "entry", "customer-7", "pipeline", "15m", Map.of("team", "payments"), List.of("team")));

        connect();

        assertThat(sts.calls().getFirst().parameters())
                .containsEntry("ExternalId", "customer-7")
                .containsEntry("RoleSessionName", "pipeline")
                .containsEntry("DurationSeconds", "900")
                .containsEntry("Tags.member.1.Key", "team")
                .containsEntry("Tags.member.1.Value", "payments")
                .containsEntry("TransitiveTagKeys.member.1", "team");
    }

    @Test
    void a_session_is_named_after_the_configuration_and_lasts_an_hour_unless_it_is_said() {
        config(secret(), role("entry"));

        connect();

        assertThat(sts.calls().getFirst().parameters())
                .containsEntry("RoleSessionName", "sluice-default")
                .containsEntry("DurationSeconds", "3600")
                .doesNotContainKey("ExternalId");
    }

    @Test
    void roles_are_assumed_once_and_not_for_each_call() {
        config(secret(), role("entry"), role("deploy"));

        var session = connect();
        for (int i = 0; i < 5; i++) {
            session.check();
        }

        assertThat(sts.count("GetCallerIdentity")).isEqualTo(6);
        assertThat(sts.count("AssumeRole")).isEqualTo(2);
    }

    @Test
    void a_session_that_is_about_to_end_is_renewed_before_it_does() {
        sts.life = NEARLY_OVER;
        config(secret(), role("entry"));
        var session = connect();
        sts.life = Duration.ofHours(1);

        session.check();
        session.check();

        assertThat(sts.count("AssumeRole")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"entry, 0", "bridge, 1", "deploy, 2"})
    void a_role_that_is_refused_is_named_by_its_place(String refused, int place) {
        sts.refused.add(refused);
        config(secret(), role("entry"), role("bridge"), role("deploy"));

        var failure = catchThrowableOfType(CloudException.class, this::connect);

        assertThat(failure.error()).isInstanceOf(CloudError.Denied.class);
        assertThat(failure)
                .hasMessageStartingWith("sts AssumeRole: ProviderConfig default: spec.assumeRoleChain[" + place + "]")
                .hasMessageContaining("role/" + refused)
                .hasMessageContaining("AccessDenied")
                .hasMessageContaining("trust policy")
                .hasMessageContaining("request req-" + refused);
        assertThat(failure.getMessage().split("spec.assumeRoleChain", -1))
                .as("said once")
                .hasSize(2);
    }

    @Test
    void a_role_that_cannot_be_renewed_any_more_is_named_at_the_call_that_needed_it() {
        sts.life = NEARLY_OVER;
        config(secret(), role("entry"));
        var session = connect();
        sts.refused.add("entry");

        // The SDK uses what it has for another second.
        var failure = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (true) {
                try {
                    session.sqs("eu-west-1").call("ListQueues", sqs -> sqs.listQueues());
                } catch (CloudException e) {
                    return e;
                }
            }
        });

        assertThat(failure).hasMessageContaining("spec.assumeRoleChain[0]").hasMessageContaining("AccessDenied");
        assertThat(heard.list()).endsWith("AssumeRole AccessDenied", "ListQueues AccessDenied");
    }

    @Test
    void a_sixth_role_is_refused() {
        config(secret(), role("a"), role("b"), role("c"), role("d"), role("e"), role("f"));

        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("spec.assumeRoleChain[5]");
        assertThat(sts.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m", "13h", "an hour"})
    void a_duration_that_aws_does_not_take_is_refused(String duration) {
        config(secret(), new ProviderConfig.AssumeRole(ROLES + "entry", null, null, duration, null, null));

        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("spec.assumeRoleChain[0].duration '" + duration + "'");
    }

    @Test
    void a_token_in_a_file_is_read_again_as_it_rotates(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("token"), Jwt.forSts("first") + "\n");
        sts.life = NEARLY_OVER;
        config(webIdentity(file.toString()), role("deploy"));
        var session = connect();
        Files.writeString(file, Jwt.forSts("second"));

        session.check();

        assertThat(sts.texts()).startsWith("AssumeRoleWithWebIdentity web by nobody", "AssumeRole deploy by ASIA-web");
        assertThat(sts.calls())
                .filteredOn(c -> c.action().equals("AssumeRoleWithWebIdentity"))
                .extracting(c -> c.parameters().get("WebIdentityToken"))
                .startsWith(Jwt.forSts("first"))
                .endsWith(Jwt.forSts("second"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root:x:0:0:root:/root:/bin/bash",
                "{\"aud\":[\"https://kubernetes.default.svc\"]}",
                "{\"aud\":[\"sts.amazonaws.com\",\"https://kubernetes.default.svc\"]}",
                "{\"aud\":[]}",
                "{}"
            })
    void what_is_no_token_for_sts_is_not_sent(String content, @TempDir Path folder) throws IOException {
        var text = content.startsWith("{") ? Jwt.token(content) : content;
        var file = Files.writeString(folder.resolve("token"), text);
        config(webIdentity(file.toString()));

        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("no token for AWS STS")
                .hasMessageNotContaining(text);
        assertThat(sts.calls()).isEmpty();
    }

    @Test
    void a_token_file_that_is_missing_is_named() {
        config(webIdentity("/nonexistent/token"));
        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("/nonexistent/token")
                .hasMessageContaining("NoSuchFileException");

        config(webIdentity("/dev/zero"));
        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("cannot be read (FileSystemException)");

        config(webIdentity(null));
        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("AWS_WEB_IDENTITY_TOKEN_FILE is not set");
    }

    @Test
    void a_service_account_is_an_identity_and_its_token_is_kept_for_most_of_its_life() {
        sts.life = NEARLY_OVER;
        configs.tokens = account ->
                new ServiceAccountToken(Jwt.forSts(account), Instant.now().plus(Duration.ofHours(1)));
        config(serviceAccount());

        var session = connect();
        session.check();

        assertThat(sts.count("AssumeRoleWithWebIdentity")).isGreaterThan(1);
        assertThat(configs.tokenRequests).containsExactly("team/builder for sts.amazonaws.com");
        assertThat(sts.calls().getFirst().parameters()).containsEntry("WebIdentityToken", Jwt.forSts("team/builder"));
    }

    @Test
    void a_token_near_its_end_is_requested_again() {
        sts.life = NEARLY_OVER;
        configs.tokens = account -> new ServiceAccountToken(Jwt.forSts(account), Instant.now());
        config(serviceAccount());

        connect().check();

        assertThat(configs.tokenRequests).hasSizeGreaterThan(1);
    }

    @Test
    void a_service_account_that_does_not_exist_is_named() {
        config(serviceAccount());
        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessage(
                        "ProviderConfig default: spec.credentials.webIdentity.serviceAccountRef: there is no ServiceAccount team/builder");
    }

    @Test
    void the_role_of_the_machine_is_asked_for_by_version_2_of_its_metadata_service() throws IOException {
        var asked = new ArrayList<String>();
        var imds = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        imds.createContext("/", exchange -> {
            try (exchange) {
                var path = exchange.getRequestURI().getPath();
                asked.add("%s %s %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                path,
                                exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token")));
                var answer = (path.endsWith("/token")
                                ? "session-token"
                                : path.endsWith("/machine")
                                        ? """
                                                {"Code":"Success","AccessKeyId":"ASIA-machine","SecretAccessKey":"s",\
                                                "Token":"t","Expiration":"%s"}""".formatted(Instant.now().plus(Duration.ofHours(6)))
                                        : "machine")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
        imds.start();
        System.setProperty("aws.disableEc2Metadata", "false");
        System.setProperty(
                "aws.ec2MetadataServiceEndpoint",
                "http://127.0.0.1:" + imds.getAddress().getPort());
        try {
            config(new ProviderConfig.Credentials("InstanceRole", null, null));
            connect();
        } finally {
            System.clearProperty("aws.disableEc2Metadata");
            System.clearProperty("aws.ec2MetadataServiceEndpoint");
            imds.stop(0);
        }
        assertThat(sts.texts()).containsExactly("GetCallerIdentity by ASIA-machine");
        assertThat(asked.getFirst()).startsWith("PUT /latest/api/token");
        assertThat(asked.subList(1, asked.size()))
                .isNotEmpty()
                .allSatisfy(a -> assertThat(a).endsWith("session-token"));
    }

    @Test
    void a_machine_without_a_role_is_said_to_be_one() {
        config(new ProviderConfig.Credentials("InstanceRole", null, null));
        assertThatThrownBy(this::connect)
                .isInstanceOf(CloudException.class)
                .hasMessageContaining("this machine has no role to be had");
    }

    @Test
    void a_rotated_key_is_the_one_that_signs() {
        config(secret(), role("entry"));
        connect();

        configs.secret("sluice", "aws", Map.of("accessKeyId", "AKIAROTATED", "secretAccessKey", "other"));
        connect();

        assertThat(sts.texts())
                .containsExactly(
                        "AssumeRole entry by AKIATEST",
                        "GetCallerIdentity by ASIA-entry",
                        "AssumeRole entry by AKIAROTATED",
                        "GetCallerIdentity by ASIA-entry");
    }

    @Test
    void a_new_status_of_the_configuration_does_not_open_a_new_session() {
        config(secret());
        var before = connect();
        configs.touch("default");
        assertThat(connect()).isSameAs(before);
    }

    @Test
    void credentials_of_another_account_are_not_used() {
        configs.config(
                "default", new ProviderConfig.Spec("eu-west-1", sts.url(), null, "111122223333", secret(), null, null));
        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageStartingWith(
                        "ProviderConfig default: expected account 111122223333 (spec.accountId), credentials are of 123456789012");

        configs.config(
                "default", new ProviderConfig.Spec("eu-west-1", sts.url(), null, "123456789012", secret(), null, null));
        assertThat(connect().account()).isEqualTo("123456789012");
    }

    @Test
    void one_service_can_be_somewhere_else() {
        configs.config(
                "default",
                new ProviderConfig.Spec(
                        "eu-west-1", Moto.endpoint().toString(), Map.of("s3", sts.url()), null, secret(), null, null));
        var session = connect();
        session.sqs("eu-west-1").call("ListQueues", sqs -> sqs.listQueues());
        session.s3("eu-west-1").call("HeadBucket", s3 -> s3.headBucket(r -> r.bucket("orders")));

        assertThat(sts.calls()).extracting(FakeSts.Call::action).as("by path").containsExactly("/orders");
    }

    @Test
    void an_endpoint_of_no_service_is_refused() {
        configs.config(
                "default",
                new ProviderConfig.Spec("eu-west-1", null, Map.of("sss", sts.url()), null, secret(), null, null));
        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("spec.endpoints.sss is of no service")
                .hasMessageContaining("s3, ");

        configs.config(
                "default",
                new ProviderConfig.Spec(
                        "eu-west-1", null, Map.of("s3", "http://me:pass@host"), null, secret(), null, null));
        assertThatThrownBy(this::connect)
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("spec.endpoints.s3");
    }

    @Test
    void nothing_that_is_shown_holds_a_credential(@TempDir Path folder) throws IOException {
        var token = Jwt.forSts("PLANTED");
        var file = Files.writeString(folder.resolve("token"), token);
        configs.secret("sluice", "aws", Map.of("accessKeyId", "AKIAPLANTED", "secretAccessKey", "PLANTED-SECRET"));
        var shown = new StringWriter();
        for (var credentials : List.of(secret(), webIdentity(file.toString()))) {
            sts.refused.clear();
            config(credentials, role("entry"));
            shown.append(connect().toString());
            shown.append(Credentials.read(configs, "default", credentials).toString());
            sts.refused.addAll(List.of("entry", "web"));
            config(credentials, role("entry"));
            catchThrowableOfType(CloudException.class, this::connect).printStackTrace(new PrintWriter(shown, true));
        }
        shown.append(new ServiceAccountToken(token, Instant.now()).toString());

        assertThat(shown.toString())
                .contains("spec.assumeRoleChain[0]", "spec.credentials.webIdentity")
                .doesNotContain("PLANTED-SECRET", token, "SECRET-OF", "TOKEN-OF");
    }

    @Test
    void a_role_of_another_account_is_worked_in_on_an_emulator(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("token"), Jwt.forSts("anybody"));
        configs.config(
                "default",
                new ProviderConfig.Spec(
                        "eu-west-1",
                        Moto.endpoint().toString(),
                        null,
                        "210987654321",
                        webIdentity(file.toString()),
                        List.of(role("deploy")),
                        null));

        var session = connect();

        assertThat(session.account()).isEqualTo("210987654321");
        assertThat(session.identity()).isEqualTo("arn:aws:sts::210987654321:assumed-role/deploy/sluice-default");
    }

    private AwsSession connect() {
        return aws.connect(configs, "default");
    }

    private void config(ProviderConfig.Credentials credentials, ProviderConfig.AssumeRole... chain) {
        configs.config(
                "default",
                new ProviderConfig.Spec("eu-west-1", sts.url(), null, null, credentials, List.of(chain), null));
    }

    private static ProviderConfig.Credentials secret() {
        return new ProviderConfig.Credentials("Secret", new ProviderConfig.SecretReference("sluice", "aws"), null);
    }

    private static ProviderConfig.Credentials webIdentity(String tokenFile) {
        return new ProviderConfig.Credentials(
                "WebIdentity", null, new ProviderConfig.WebIdentity(ROLES + "web", tokenFile, null, null, null));
    }

    private static ProviderConfig.Credentials serviceAccount() {
        var account = new ProviderConfig.ServiceAccountReference("team", "builder");
        return new ProviderConfig.Credentials(
                "WebIdentity", null, new ProviderConfig.WebIdentity(ROLES + "web", null, account, null, null));
    }

    private static ProviderConfig.AssumeRole role(String name) {
        return new ProviderConfig.AssumeRole(ROLES + name, null, null, null, null, null);
    }
}
