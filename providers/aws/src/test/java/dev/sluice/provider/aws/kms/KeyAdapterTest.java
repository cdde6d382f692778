package dev.sluice.provider.aws.kms;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.kms.Key.Outputs;
import dev.sluice.provider.aws.kms.Key.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

public class KeyAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNode POLICY = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Sid":"account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}]}""");

    private final KeyAdapter adapter = new KeyAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    private static Parameters key(Map<String, ?> values) {
        var all = new LinkedHashMap<String, Object>(values);
        all.put("region", REGION);
        return MAPPER.convertValue(all, Parameters.class);
    }

    /** But for rotationPeriodInDays, which moto takes and forgets. */
    private static Map<String, Object> everything() {
        var values = new LinkedHashMap<String, Object>();
        values.put("description", "what it is for");
        values.put("keySpec", "SYMMETRIC_DEFAULT");
        values.put("keyUsage", "ENCRYPT_DECRYPT");
        values.put("multiRegion", false);
        values.put("enabled", true);
        values.put("enableKeyRotation", true);
        values.put("policy", POLICY);
        values.put("deletionWindowInDays", 7);
        values.put("tags", Map.of("team", "payments"));
        return values;
    }

    @Override
    protected Parameters complete() {
        return key(everything());
    }

    @Override
    protected Parameters minimal() {
        return key(Map.of());
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return new Parameters(
                REGION,
                wanted.description(),
                "SYMMETRIC_DEFAULT",
                "ENCRYPT_DECRYPT",
                false,
                wanted.enabled(),
                wanted.enableKeyRotation(),
                null,
                wanted.policy(),
                wanted.deletionWindowInDays(),
                wanted.tags());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("description changed", with("description", "another"));
        mutations.put("description removed", with("description", null));
        mutations.put("disabled", with("enabled", false));
        mutations.put(
                "policy changed", with("policy", Json.read(POLICY.toString().replace("account", "everyone"))));
        mutations.put("tags changed", with("tags", Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", with("tags", null));
        var still = everything();
        still.put("enableKeyRotation", false);
        mutations.put("rotation off", key(still));
        return mutations;
    }

    private static Parameters with(String field, Object value) {
        var values = everything();
        values.put(field, value);
        return key(values);
    }

    @Test
    void a_key_whose_id_was_never_heard_of_is_found_by_its_owners_tag() {
        var owner = UUID.randomUUID().toString();
        var lost = new Target<>(session, REGION, "", minimal(), owner);
        assertThat(adapter.find(lost, Tags.ofOwner(owner))).isEmpty();
        name = adapter.create(lost);
        assertThat(adapter.find(lost, Tags.ofOwner(owner))).containsExactly(name);

        adapter.delete(lost.named(name));
        assertThat(adapter.find(lost, Tags.ofOwner(owner)))
                .as("one that is to be deleted is not taken up again")
                .isEmpty();
    }

    @Test
    void a_deleted_key_is_kept_for_its_window_and_says_until_when() {
        createAs(complete());
        adapter.delete(target(complete()));
        var observed = read(complete());
        assertThat(observed.state()).isEqualTo(Observed.State.PENDING_DELETION);
        assertThat(observed.stateMessage()).startsWith("kept by AWS until 20");
        assertThat(observed.ownerUid()).isEqualTo(OWNER);
    }

    @Test
    void a_key_that_signs_is_created_and_not_asked_for_rotation() {
        var signs = key(Map.of("keySpec", "ECC_NIST_P256", "keyUsage", "SIGN_VERIFY"));
        createAs(signs);
        calls.clear();
        read(signs);
        assertThat(calls.list()).containsExactly("DescribeKey OK", "ListResourceTags OK", "GetKeyPolicy OK");
    }

    @Test
    void moto_does_not_keep_the_rotation_period() {
        createAs(minimal());
        var wanted = key(Map.of("enableKeyRotation", true, "rotationPeriodInDays", 180));
        update(target(wanted), read(wanted).parameters());
        assertThat(read(wanted).parameters().enableKeyRotation()).isTrue();
        assertThat(read(wanted).parameters().rotationPeriodInDays()).isNull();
    }

    @Test
    void the_rotation_period_is_asked_for_and_read() {
        var wanted = key(Map.of("enableKeyRotation", true, "rotationPeriodInDays", 180));
        try (var wire = new Wire()) {
            wire.answering("DescribeKey", """
                            {"KeyMetadata":{"KeyId":"id","Arn":"arn","KeySpec":"SYMMETRIC_DEFAULT","KeyUsage":"ENCRYPT_DECRYPT",\
                            "KeyState":"Enabled","Enabled":true,"Origin":"AWS_KMS","MultiRegion":false}}""")
                    .answering("GetKeyPolicy", "{\"Policy\":\"{}\"}")
                    .answering("GetKeyRotationStatus", "{\"KeyRotationEnabled\":true,\"RotationPeriodInDays\":180}");
            var target = new Target<>(wire.session(), REGION, "id", wanted, OWNER);
            assertThat(RecordDiff.of(wanted, adapter.read(target).orElseThrow().parameters()))
                    .isEmpty();

            update(target, minimal());
            assertThat(wire.requests()).contains("EnableKeyRotation {\"KeyId\":\"id\",\"RotationPeriodInDays\":180}");
        }
    }

    private void update(Target<Parameters, AwsSession> target, Parameters observed) {
        adapter.update(
                target,
                Observed.available(observed, new Outputs("arn", "id"), OWNER),
                RecordDiff.of(target.desired(), observed));
    }
}
