package dev.sluice.provider.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.FieldChange;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the kernel's diff does, in its simplest form: enough to drive an adapter without the kernel. */
public final class RecordDiff {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<FieldChange> changes = new ArrayList<>();

    private RecordDiff() {}

    public static List<FieldChange> of(Record desired, Record observed) {
        var diff = new RecordDiff();
        diff.fields("", desired, observed);
        return diff.changes;
    }

    private void fields(String prefix, Record desired, Record observed) {
        for (var component : desired.getClass().getRecordComponents()) {
            if (!has(component, Reference.class)) {
                field(prefix + component.getName(), component, value(component, desired), value(component, observed));
            }
        }
    }

    private void field(String path, RecordComponent component, @Nullable Object desired, @Nullable Object observed) {
        if (desired == null && (observed == null || has(component, ServerDefaulted.class))) {
            return;
        }
        if (desired instanceof Record d && observed instanceof Record o) {
            fields(path + ".", d, o);
        } else if (has(component, UnorderedList.class) && desired != null && observed != null) {
            if (!new TreeSet<>((List<?>) desired).equals(new TreeSet<>((List<?>) observed))) {
                changed(path, desired, observed);
            }
        } else if (desired == null || observed == null || !json(desired).equals(json(observed))) {
            if (!(desired instanceof Map<?, ?> none && none.isEmpty() && observed == null)) {
                changed(path, desired, observed);
            }
        }
    }

    private void changed(String path, @Nullable Object desired, @Nullable Object observed) {
        changes.add(new FieldChange(
                path, FieldChange.Action.CHANGE, json(observed), json(desired), FieldChange.Reason.SPEC, null));
    }

    private static @Nullable JsonNode json(@Nullable Object value) {
        return value == null ? null : MAPPER.valueToTree(value);
    }

    private static boolean has(RecordComponent component, Class<? extends Annotation> rule) {
        return component.isAnnotationPresent(rule);
    }

    private static @Nullable Object value(RecordComponent component, Record record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
