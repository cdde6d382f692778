package dev.sluice.provider.aws.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.logs.LogGroup.Outputs;
import dev.sluice.provider.aws.logs.LogGroup.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class LogGroupAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
    private static final Map<String, String> TAGS = Map.of("team", "payments");

    private final LogGroupAdapter adapter = new LogGroupAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected String newName() {
        return "/aws/lambda/" + super.newName();
    }

    /** But for what moto does not know: the class, protection and changes of the key. */
    private static Parameters group(Integer days, Map<String, String> tags) {
        return new Parameters(REGION, days, KEY, null, null, null, tags);
    }

    @Override
    protected Parameters complete() {
        return group(30, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, null, null, null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return group(wanted.retentionInDays(), wanted.tags());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("kept longer", group(3653, TAGS));
        mutations.put("kept for ever", group(null, TAGS));
        mutations.put("tags changed", group(30, Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", group(30, null));
        return mutations;
    }

    @Test
    void a_group_whose_name_begins_with_this_one_is_another() {
        createAs(minimal());
        var longer = target(minimal()).named(name + "-too");
        adapter.create(longer);
        adapter.delete(target(minimal()));
        assertThat(adapter.read(target(minimal()))).isEmpty();
        assertThat(adapter.read(longer)).isPresent();
        adapter.delete(longer);
    }

    @Test
    void a_key_and_protection_are_put_and_taken_away() {
        var open = new Parameters(REGION, null, null, null, null, false, null);
        var closed = new Parameters(REGION, null, KEY, null, null, true, null);
        try (var wire = new Wire()) {
            update(wire, closed, open);
            update(wire, open, closed);
            assertThat(wire.requests())
                    .containsExactly(
                            "AssociateKmsKey {\"logGroupName\":\"orders\",\"kmsKeyId\":\"%s\"}".formatted(KEY),
                            "PutLogGroupDeletionProtection {\"logGroupIdentifier\":\"orders\",\"deletionProtectionEnabled\":true}",
                            "DisassociateKmsKey {\"logGroupName\":\"orders\"}",
                            "PutLogGroupDeletionProtection {\"logGroupIdentifier\":\"orders\",\"deletionProtectionEnabled\":false}");
        }
    }

    private void update(Wire wire, Parameters wanted, Parameters observed) {
        adapter.update(
                new Target<>(wire.session(), REGION, "orders", wanted, OWNER),
                Observed.available(observed, new Outputs("arn"), OWNER),
                RecordDiff.of(wanted, observed));
    }

    @Test
    void class_and_protection_are_read() {
        try (var wire = new Wire()) {
            wire.answering("DescribeLogGroups", """
                    {"logGroups":[{"logGroupName":"orders","logGroupClass":"INFREQUENT_ACCESS","deletionProtectionEnabled":true}]}""").answering("ListTagsForResource", "{\"tags\":{}}");
            var wanted = new Parameters(REGION, null, null, null, "INFREQUENT_ACCESS", true, null);
            var observed = adapter.read(new Target<>(wire.session(), REGION, "orders", wanted, OWNER));
            assertThat(observed.orElseThrow().parameters()).isEqualTo(wanted);
        }
    }

    @Test
    void moto_does_not_know_classes() {
        var wanted = new Parameters(REGION, null, null, null, "INFREQUENT_ACCESS", null, null);
        name = newName();
        adapter.create(target(wanted));
        assertThat(read(wanted).parameters().logGroupClass()).isNotEqualTo("INFREQUENT_ACCESS");
    }
}
