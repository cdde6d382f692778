package dev.sluice.provider.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.DefaultVpc;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.MotoQuery;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.lambda.Function.Outputs;
import dev.sluice.provider.aws.lambda.Function.Parameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

public class FunctionAdapterTest extends KindConformance<Parameters, Outputs> {
    private final FunctionAdapter adapter = new FunctionAdapter();
    private final String role = MotoQuery.role("conformance-function");
    private final String otherRole = MotoQuery.role("conformance-other");

    @Override
    protected void prerequisites() {
        session.s3(REGION)
                .call(
                        "CreateBucket",
                        c -> c.createBucket(r -> r.bucket("conformance-code")
                                .createBucketConfiguration(b -> b.locationConstraint(REGION))));
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    /** But for what moto takes when a function is created and never after, or not at all: {@link FunctionWireTest}. */
    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                description: for tests
                roleArn: %s
                code:
                  zipFile: %s
                runtime: python3.13
                handler: main.handler
                timeout: 10
                memorySize: 256
                environment: {STAGE: test, NAME: shop}
                vpcConfig:
                  subnetIds: [%s]
                  securityGroupIds: [%s]
                reservedConcurrentExecutions: 5
                tags: {team: payments}
                """.formatted(
                        role,
                        zip("one"),
                        DefaultVpc.subnets(REGION).getFirst(),
                        DefaultVpc.securityGroups(REGION).getFirst()));
    }

    @Override
    protected Parameters minimal() {
        return Wish.of(Parameters.class, """
                {region: eu-west-1, roleArn: "%s", runtime: python3.13, handler: main.handler, code: {zipFile: %s}}""".formatted(role, zip("one")));
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new TreeMap<String, Parameters>();
        Map.of(
                        "other code", "code: {zipFile: %s}".formatted(zip("two")),
                        "code and configuration", "{timeout: 20, code: {zipFile: %s}}".formatted(zip("three")),
                        "another role", "roleArn: " + otherRole,
                        "runtime and size", "{runtime: python3.14, handler: app.run, memorySize: 512, timeout: 60}",
                        "a variable less", "environment: {NAME: null}",
                        "no variables and no description", "{environment: null, description: null}",
                        "out of the VPC", "vpcConfig: null",
                        "as many calls at once as the account has left", "reservedConcurrentExecutions: null",
                        "tags changed", "tags: {team: orders, stage: test}",
                        "tags removed", "tags: null")
                .forEach((what, patch) -> mutations.put(what, Wish.changed(complete(), patch)));
        return mutations;
    }

    @Test
    void a_function_is_read_with_one_call() {
        createAs(complete());
        calls.clear();
        read(complete());
        assertThat(calls.list()).containsExactly("GetFunction OK");
    }

    @Test
    void code_in_s3_is_taken_again_when_the_object_says_that_it_comes_from_elsewhere() {
        upload("one.zip", "one");
        upload("two.zip", "two");
        var one = fromS3("{s3Bucket: conformance-code, s3Key: one.zip}");
        createAs(one);
        var before = read(one).outputs().codeSha256();
        calls.clear();
        converge(one);
        assertThat(calls.list()).containsExactly("GetFunction OK");

        var two = fromS3("{s3Bucket: conformance-code, s3Key: two.zip}");
        converge(two);
        assertThat(read(two).outputs().codeSha256()).isNotEqualTo(before);
    }

    @Test
    void code_in_s3_with_a_hash_is_known_by_it_and_code_that_is_not_what_was_announced_is_refused() {
        upload("one.zip", "one");
        createAs(minimal());
        var hash = read(minimal()).outputs().codeSha256();
        converge(fromS3("{s3Bucket: conformance-code, s3Key: one.zip, sha256: %s}".formatted(hash)));

        var wrong = fromS3("{s3Bucket: conformance-code, s3Key: one.zip, sha256: %s=}".formatted("A".repeat(43)));
        var observed = read(wrong);
        assertThatThrownBy(() -> adapter.update(target(wrong), observed, RecordDiff.of(wrong, observed.parameters())))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> assertThat(e.error())
                                .isInstanceOf(CloudError.Invalid.class)
                                .extracting(CloudError::message)
                                .asString()
                                .contains(hash));
    }

    @Test
    void a_role_that_is_not_known_yet_is_tried_again() {
        name = newName();
        var early = Wish.changed(minimal(), "roleArn: arn:aws:iam::123456789012:role/not-known-yet");
        assertThatThrownBy(() -> adapter.create(target(early)))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.error()).isInstanceOf(CloudError.Transient.class));
    }

    @Test
    void text_that_is_not_base64_is_refused_before_any_call() {
        name = newName();
        calls.clear();
        assertThatThrownBy(() -> adapter.create(target(Wish.changed(minimal(), "code: {zipFile: AAAAA}"))))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.error()).isInstanceOf(CloudError.Invalid.class));
        assertThat(calls.list()).isEmpty();
    }

    private Parameters fromS3(String code) {
        return Wish.changed(Wish.changed(minimal(), "code: {zipFile: null}"), "code: " + code);
    }

    private void upload(String key, String content) {
        var s3 = session.s3(REGION);
        s3.call(
                "PutObject",
                c -> c.putObject(
                        r -> r.bucket("conformance-code").key(key),
                        RequestBody.fromBytes(Base64.getDecoder().decode(zip(content)))));
    }

    private static String zip(String content) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            var entry = new ZipEntry("main.py");
            entry.setTime(0);
            zip.putNextEntry(entry);
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
