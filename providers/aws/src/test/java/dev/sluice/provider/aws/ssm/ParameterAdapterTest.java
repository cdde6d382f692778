package dev.sluice.provider.aws.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ssm.Parameter.Outputs;
import dev.sluice.provider.aws.ssm.Parameter.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class ParameterAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ParameterAdapter adapter = new ParameterAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    private static Parameters parameter(Map<String, ?> values) {
        var all = new LinkedHashMap<String, Object>(values);
        all.put("region", REGION);
        return MAPPER.convertValue(all, Parameters.class);
    }

    private static Map<String, Object> everything() {
        var values = new LinkedHashMap<String, Object>();
        values.put("type", "String");
        values.put("value", "https://example.org");
        values.put("description", "what it is for");
        values.put("tier", "Advanced");
        values.put("allowedPattern", "^https:.*$");
        values.put("dataType", "text");
        values.put("tags", Map.of("team", "payments"));
        return values;
    }

    @Override
    protected String newName() {
        return "/shop/" + super.newName();
    }

    @Override
    protected Parameters complete() {
        return parameter(everything());
    }

    @Override
    protected Parameters minimal() {
        return parameter(Map.of("type", "String", "value", "any"));
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("value changed", with("value", "https://example.com"));
        mutations.put("description changed", with("description", "another"));
        mutations.put("description removed", with("description", null));
        mutations.put("pattern removed", with("allowedPattern", null));
        mutations.put("the tier left to AWS", with("tier", "Intelligent-Tiering"));
        mutations.put("tags changed", with("tags", Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", with("tags", null));
        return mutations;
    }

    private static Parameters with(String field, Object value) {
        var values = everything();
        values.put(field, value);
        return parameter(values);
    }

    @Test
    void what_a_user_leaves_open_stays_as_it_is_when_the_value_changes() {
        createAs(complete());
        var wanted = parameter(Map.of("type", "String", "value", "other"));
        converge(wanted);
        assertThat(read(wanted).parameters().tier()).isEqualTo("Advanced");
        assertThat(read(wanted).outputs().version()).isEqualTo("2");
    }

    private static Parameters secure(String value) {
        return parameter(Map.of("type", "SecureString", "secureValue", value, "keyId", "alias/data"));
    }

    @Test
    void a_secure_value_is_written_changed_and_not_shown() {
        createAs(secure("wished for"));
        converge(secure("wished for anew"));
        var diff = RecordDiff.of(secure("another"), read(secure("another")).parameters());
        assertThat(diff).extracting(change -> change.path()).containsExactly("secureValue");
        assertThat(diff.toString()).doesNotContain("wished for");
        assertThat(read(secure("another")).toString()).doesNotContain("wished for");
        assertThat(read(secure("another")).parameters().value()).isNull();
    }

    @Test
    void a_secure_parameter_that_someone_wishes_for_as_text_needs_a_replacement_and_its_value_stays_hidden() {
        createAs(secure("wished for"));
        var observed = read(minimal());
        assertThat(RecordDiff.of(minimal(), observed.parameters())).anySatisfy(change -> {
            assertThat(change.path()).isEqualTo("type");
            assertThat(change.needsReplacement()).isTrue();
        });
        assertThat(observed.toString()).doesNotContain("wished for");
    }

    @Test
    void a_parameter_is_read_by_three_calls_and_changed_by_one() {
        createAs(complete());
        calls.clear();
        var wanted = with("value", "https://example.com");
        adapter.update(target(wanted), read(wanted), RecordDiff.of(wanted, complete()));
        assertThat(calls.list())
                .containsExactly(
                        "GetParameter OK", "DescribeParameters OK", "ListTagsForResource OK", "PutParameter OK");
    }
}
