package dev.sluice.provider.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.s3.Bucket.Encryption;
import dev.sluice.provider.aws.s3.Bucket.Outputs;
import dev.sluice.provider.aws.s3.Bucket.Parameters;
import dev.sluice.provider.aws.s3.Bucket.PublicAccessBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

class BucketAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final Encryption KMS = new Encryption("aws:kms", "alias/data", true);
    private static final PublicAccessBlock CLOSED = new PublicAccessBlock(true, true, true, true);
    private static final JsonNode POLICY = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Sid":"tls","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}""");
    private static final Map<String, String> TAGS = Map.of("team", "payments");

    private final BucketAdapter adapter = new BucketAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(REGION, "Enabled", KMS, CLOSED, POLICY, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, null, null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("versioning suspended", new Parameters(REGION, "Suspended", KMS, CLOSED, POLICY, TAGS));
        mutations.put(
                "encryption without KMS",
                new Parameters(REGION, "Enabled", new Encryption("AES256", null, null), CLOSED, POLICY, TAGS));
        mutations.put(
                "a guard opened",
                new Parameters(REGION, "Enabled", KMS, new PublicAccessBlock(true, true, false, true), POLICY, TAGS));
        mutations.put("policy removed", new Parameters(REGION, "Enabled", KMS, CLOSED, null, TAGS));
        mutations.put(
                "policy changed",
                new Parameters(
                        REGION,
                        "Enabled",
                        KMS,
                        CLOSED,
                        Json.read(POLICY.toString().replace("\"tls\"", "\"onlyTls\"")),
                        TAGS));
        mutations.put(
                "tags changed",
                new Parameters(REGION, "Enabled", KMS, CLOSED, POLICY, Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", new Parameters(REGION, "Enabled", KMS, CLOSED, POLICY, null));
        return mutations;
    }

    @Test
    void a_guard_that_is_not_mentioned_keeps_its_value() {
        createAs(complete());
        var one = new Parameters(REGION, "Enabled", KMS, new PublicAccessBlock(null, null, false, null), POLICY, TAGS);
        converge(one);
        assertThat(read(one).parameters().publicAccessBlock())
                .isEqualTo(new PublicAccessBlock(true, true, false, true));
    }

    @Test
    void a_bucket_that_holds_objects_is_not_deleted_and_the_message_says_what_to_do() {
        createAs(minimal());
        session.s3(REGION)
                .call("PutObject", s3 -> s3.putObject(r -> r.bucket(name).key("kept"), RequestBody.fromString("data")));
        assertThatThrownBy(() -> adapter.delete(target(minimal()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("never empties").hasMessageContaining("managementPolicies");
        });
        assertThat(adapter.read(target(minimal()))).isPresent();
        session.s3(REGION)
                .call("DeleteObject", s3 -> s3.deleteObject(r -> r.bucket(name).key("kept")));
    }

    @Test
    void outputs_name_the_bucket() {
        createAs(minimal());
        assertThat(read(minimal()).outputs())
                .isEqualTo(new Outputs("arn:aws:s3:::" + name, name + ".s3.eu-west-1.amazonaws.com"));
    }
}
