package dev.sluice.provider.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import java.util.List;

/** The kernel's diff between two parameter records: enough to drive an adapter without the kernel. */
public final class RecordDiff {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RecordDiff() {}

    public static List<FieldChange> of(Record desired, Record observed) {
        return Diff.between(
                MAPPER.valueToTree(observed), MAPPER.valueToTree(desired), FieldRules.of(desired.getClass()));
    }
}
