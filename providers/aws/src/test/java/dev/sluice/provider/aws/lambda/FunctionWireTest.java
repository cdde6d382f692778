package dev.sluice.provider.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.lambda.Function.Outputs;
import dev.sluice.provider.aws.lambda.Function.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What moto, which changes a function at once and leaves out some of it, cannot show. */
class FunctionWireTest {
    private static final Parameters WANTED = Wish.of(Parameters.class, """
            region: eu-west-1
            roleArn: arn:aws:iam::123456789012:role/shop
            code: {imageUri: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:0"}
            architecture: arm64
            ephemeralStorageSize: 1024
            deadLetterTargetArn: arn:aws:sqs:eu-west-1:123456789012:failed
            tracingMode: Active
            kmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/1
            """);

    private static final String FUNCTION = """
            {"Configuration": {"FunctionName": "shop", "FunctionArn": "arn", "CodeSha256": "0",
              "Role": "arn:aws:iam::123456789012:role/shop", "Description": "", "PackageType": "Image",
              "Architectures": ["arm64"], "EphemeralStorage": {"Size": 1024},
              "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:eu-west-1:123456789012:failed"},
              "TracingConfig": {"Mode": "Active"}, "KMSKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/1",
              "VpcConfig": {"SubnetIds": [], "SecurityGroupIds": [], "VpcId": ""},
              "State": "STATE", "LastUpdateStatus": "UPDATE"},
             "Code": {"RepositoryType": "ECR", "ImageUri": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:0"},
             "Tags": {"sluice.dev/code": "x"}}""";

    private final Wire wire = new Wire();
    private final FunctionAdapter adapter = new FunctionAdapter();

    @AfterEach
    void close() {
        wire.close();
    }

    @ParameterizedTest
    @CsvSource({
        "Active, Successful, AVAILABLE",
        "Active, InProgress, UPDATING",
        "Active, Failed, AVAILABLE",
        "Inactive, Successful, AVAILABLE",
        "Pending, Successful, CREATING",
        "Failed, Successful, FAILED",
        "SomethingNew, Successful, UPDATING",
    })
    void an_update_under_way_is_waited_for(String state, String lastUpdate, Observed.State expected) {
        wire.answers(200, FUNCTION.replace("STATE", state).replace("UPDATE", lastUpdate));
        var observed = adapter.read(target(WANTED)).orElseThrow();
        assertThat(observed.state()).isEqualTo(expected);
        assertThat(RecordDiff.of(WANTED, observed.parameters())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ephemeralStorageSize: 2048 | \"EphemeralStorage\":{\"Size\":2048}",
                "deadLetterTargetArn: null | \"DeadLetterConfig\":{\"TargetArn\":\"\"}",
                "tracingMode: PassThrough | \"TracingConfig\":{\"Mode\":\"PassThrough\"}",
                "kmsKeyArn: null | \"KMSKeyArn\":\"\"",
                "layers: ['arn:aws:lambda:eu-west-1:1:layer:l:1'] | \"Layers\":[\"arn:aws:lambda:eu-west-1:1:layer:l:1\"]",
            })
    void one_setting_is_told_alone(String patch, String told) {
        wire.answers(200, "{}");
        var wanted = Wish.changed(WANTED, patch);
        adapter.update(target(wanted), observed(), RecordDiff.of(wanted, WANTED));
        assertThat(wire.requests()).singleElement().asString().endsWith("{" + told + "}");
    }

    @Test
    void configuration_comes_first_and_code_when_that_is_done() {
        wire.answers(200, "{}");
        var wanted = Wish.changed(WANTED, "{timeout: 20, code: {imageUri: 'repository@sha256:1'}}");
        adapter.update(target(wanted), observed(), RecordDiff.of(wanted, WANTED));
        assertThat(wire.requests())
                .singleElement()
                .asString()
                .startsWith("PUT /2015-03-31/functions/shop/configuration");
    }

    @Test
    void another_architecture_comes_with_the_code_and_the_source_is_kept_after_it() {
        wire.answers(200, "{}").answers(204, "");
        var wanted = Wish.changed(WANTED, "architecture: x86_64");
        adapter.update(target(wanted), observed(), RecordDiff.of(wanted, WANTED));
        assertThat(wire.requests().getFirst())
                .startsWith("PUT /2015-03-31/functions/shop/code")
                .contains("\"Architectures\":[\"x86_64\"]", "\"ImageUri\"");
        assertThat(wire.requests().getLast()).contains("/tags/", "sluice.dev/code");
    }

    private static Observed<Parameters, Outputs> observed() {
        return Observed.available(WANTED, new Outputs("shop", "arn", "0"), "owner");
    }

    private Target<Parameters, AwsSession> target(Parameters wanted) {
        return new Target<>(wire.session(), "eu-west-1", "shop", wanted, "owner");
    }
}
