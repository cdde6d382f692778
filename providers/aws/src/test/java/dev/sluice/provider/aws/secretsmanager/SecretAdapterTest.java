package dev.sluice.provider.aws.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.secretsmanager.Secret.Outputs;
import dev.sluice.provider.aws.secretsmanager.Secret.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class SecretAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SecretAdapter adapter = new SecretAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    private static Parameters secret(Map<String, ?> values) {
        var all = new LinkedHashMap<String, Object>(values);
        all.put("region", REGION);
        return MAPPER.convertValue(all, Parameters.class);
    }

    /** Deleted at once, so that names are free again. */
    private static Map<String, Object> everything() {
        var values = new LinkedHashMap<String, Object>();
        values.put("description", "what it is for");
        values.put("kmsKeyId", "alias/first");
        values.put("secretString", "wished for");
        values.put("recoveryWindowInDays", 0);
        values.put("tags", Map.of("team", "payments"));
        return values;
    }

    @Override
    protected Parameters complete() {
        return secret(everything());
    }

    @Override
    protected Parameters minimal() {
        return secret(Map.of("recoveryWindowInDays", 0));
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("description changed", with("description", "another"));
        mutations.put("key changed", with("kmsKeyId", "alias/second"));
        mutations.put("value changed", with("secretString", "wished for anew"));
        mutations.put("value left to others", with("secretString", null));
        mutations.put("tags changed", with("tags", Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", with("tags", null));
        return mutations;
    }

    private static Parameters with(String field, Object value) {
        var values = everything();
        values.put(field, value);
        return secret(values);
    }

    @Test
    void a_value_that_someone_else_put_is_a_difference_but_goes_nowhere() {
        createAs(complete());
        session.secretsManager(REGION)
                .call(
                        "PutSecretValue",
                        c -> c.putSecretValue(r -> r.secretId(name).secretString("somebody's own")));
        var observed = read(complete());
        var diff = RecordDiff.of(complete(), observed.parameters());
        assertThat(diff).extracting(change -> change.path()).containsExactly("secretString");
        assertThat(observed.toString() + diff).doesNotContain("somebody's own");
        assertThat(diff.toString()).doesNotContain("wished for");

        converge(complete());
        assertThat(session.secretsManager(REGION)
                        .call("GetSecretValue", c -> c.getSecretValue(r -> r.secretId(name)))
                        .secretString())
                .isEqualTo("wished for");
    }

    @Test
    void a_value_that_nobody_wishes_for_is_never_read() {
        createAs(complete());
        calls.clear();
        var observed = read(minimal());
        assertThat(calls.list()).containsExactly("DescribeSecret OK");
        assertThat(observed.parameters().secretString()).isNull();
    }

    @Test
    void a_deleted_secret_is_kept_for_its_window_and_says_until_when() {
        var kept = secret(Map.of("secretString", "wished for", "recoveryWindowInDays", 7));
        createAs(kept);
        adapter.delete(target(kept));
        adapter.delete(target(kept));
        var observed = read(kept);
        assertThat(observed.state()).isEqualTo(Observed.State.PENDING_DELETION);
        assertThat(observed.stateMessage()).startsWith("kept by AWS until 20");
        assertThat(observed.parameters().secretString()).isNull();
    }

    @Test
    void moto_does_not_take_description_and_key_away() {
        createAs(complete());
        var wanted = with("description", null);
        adapter.update(
                target(wanted), read(wanted), RecordDiff.of(wanted, read(wanted).parameters()));
        assertThat(read(wanted).parameters().description()).isEqualTo("what it is for");
    }

    @Test
    void description_and_key_are_taken_away_by_what_is_empty_and_the_value_is_not_sent_again() {
        var values = everything();
        values.remove("description");
        values.remove("kmsKeyId");
        try (var wire = new Wire()) {
            adapter.update(
                    new Target<>(wire.session(), REGION, "orders", secret(values), OWNER),
                    Observed.available(complete(), new Outputs("arn"), OWNER),
                    RecordDiff.of(secret(values), complete()));
            assertThat(wire.requests())
                    .singleElement()
                    .asString()
                    .startsWith("UpdateSecret ")
                    .contains("\"SecretId\":\"orders\"", "\"Description\":\"\"", "\"KmsKeyId\":\"\"")
                    .doesNotContain("SecretString");
        }
    }

    /** {@link #moto_does_not_take_description_and_key_away} */
    @Override
    protected Parameters minimalAfterComplete() {
        var values = everything();
        values.remove("secretString");
        values.remove("tags");
        return secret(values);
    }
}
