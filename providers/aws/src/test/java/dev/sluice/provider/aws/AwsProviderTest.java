package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.CallLimits;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.aws.client.AwsSession;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwsProviderTest {
    private final Calls calls = new Calls();
    private final AwsProvider aws = new AwsProvider(new ProviderContext(calls, CallLimits.DEFAULT));
    private final InMemoryConfigs configs = InMemoryConfigs.forEndpoint(Moto.endpoint());

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void a_session_knows_its_account_and_is_opened_once() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var sessions = threads.invokeAll(IntStream.range(0, 32)
                    .<java.util.concurrent.Callable<Object>>mapToObj(i -> () -> aws.connect(configs, "default"))
                    .toList());
            assertThat(sessions.stream().map(Future::resultNow).distinct()).hasSize(1);
        }
        assertThat(aws.connect(configs, "default").account()).isEqualTo("123456789012");
        assertThat(calls.list()).containsExactly("GetCallerIdentity OK");
    }

    @Test
    void a_rotated_key_takes_effect_without_a_restart() {
        var before = aws.connect(configs, "default");
        configs.secret("sluice", "aws", Map.of("accessKeyId", "AKIAOTHER", "secretAccessKey", "other"));
        assertThat(aws.connect(configs, "default")).isNotSameAs(before);
    }

    @Test
    void a_configuration_that_does_not_exist_is_named() {
        assertThatThrownBy(() -> aws.connect(configs, "other"))
                .isInstanceOf(ProviderConfigException.class)
                .hasMessage(
                        "the ProviderConfig other (aws.sluice.dev) does not exist; create it, or name another in spec.providerConfigRef");
    }

    @Test
    void a_secret_that_does_not_exist_is_named() {
        configs.config("default", secretSpec("missing", Moto.endpoint().toString()));
        assertThatThrownBy(() -> aws.connect(configs, "default"))
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("Secret sluice/missing does not exist");
    }

    @Test
    void a_key_that_is_missing_in_the_secret_is_named_and_no_value_is_shown() {
        configs.secret("sluice", "aws", Map.of("accessKeyId", "AKIATEST"));
        assertThatThrownBy(() -> aws.connect(configs, "default"))
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("has no key secretAccessKey")
                .hasMessageNotContaining("AKIATEST");
    }

    @Test
    void a_newline_at_the_end_of_a_key_does_no_harm() {
        configs.secret("sluice", "aws", Map.of("accessKeyId", "AKIATEST\n", "secretAccessKey", "test\n"));
        assertThat(aws.connect(configs, "default").account()).isEqualTo("123456789012");
    }

    @Test
    void an_environment_without_credentials_is_denied_whatever_a_profile_on_the_machine_holds() {
        configs.config(
                "default",
                InMemoryConfigs.spec(
                        Moto.endpoint().toString(), new ProviderConfig.Credentials("Environment", null, null)));
        assertThatThrownBy(() -> aws.connect(configs, "default"))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> assertThat(e.error())
                                .isInstanceOf(CloudError.Denied.class)
                                .extracting(CloudError::message)
                                .asString()
                                .contains("AWS_ACCESS_KEY_ID"));
    }

    @Test
    void an_endpoint_that_is_not_a_url_is_refused() {
        configs.config("default", secretSpec("aws", "localhost:5000"));
        assertThatThrownBy(() -> aws.connect(configs, "default"))
                .isInstanceOf(ProviderConfigException.class)
                .hasMessageContaining("spec.endpoint 'localhost:5000'");
    }

    @Test
    void a_failed_attempt_stands_for_a_moment_so_that_many_resources_do_not_all_try() {
        configs.config("default", secretSpec("aws", "http://127.0.0.1:1"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> aws.connect(configs, "default")).isInstanceOf(CloudException.class);
        }
        assertThat(calls.list()).containsExactly("GetCallerIdentity Unreachable");

        configs.config("default", secretSpec("aws", Moto.endpoint().toString()));
        assertThat(aws.connect(configs, "default").account())
                .as("a corrected configuration is tried at once")
                .isEqualTo("123456789012");
    }

    private static ProviderConfig.Spec secretSpec(String secret, String endpoint) {
        return InMemoryConfigs.spec(
                endpoint,
                new ProviderConfig.Credentials("Secret", new ProviderConfig.SecretReference("sluice", secret), null));
    }

    @Test
    void these_kinds_are_described_many_at_a_time() {
        assertThat(kinds(kind -> kind.adapter().batches().isPresent()))
                .containsExactlyInAnyOrder(
                        "DBInstance",
                        "ElasticIP",
                        "Instance",
                        "InternetGateway",
                        "NATGateway",
                        "RouteTable",
                        "SecurityGroup",
                        "Subnet",
                        "VPC",
                        "VPCEndpoint");
    }

    @Test
    void these_kinds_have_no_place_for_the_owners_tag() {
        assertThat(kinds(kind -> !kind.adapter().carriesOwnerTag()))
                .containsExactlyInAnyOrder(
                        "Alias", "Permission", "QueuePolicy", "RecordSet", "RolePolicyAttachment", "Subscription");
    }

    private List<String> kinds(Predicate<Kind<?, ?, ?, AwsSession>> which) {
        return aws.kinds().stream()
                .filter(which)
                .map(kind -> HasMetadata.getKind(kind.type()))
                .toList();
    }
}
