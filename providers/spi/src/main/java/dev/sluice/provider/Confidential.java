package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.field.Diff;
import dev.sluice.provider.field.FieldRules;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What of an object may not be shown, by its kind: the content of a Secret, fields of managed kinds that are marked
 * {@code @Sensitive}, and of every object the copy of itself that kubectl keeps. Policies, plans and messages see that
 * such a field changes, not what it is.
 */
public final class Confidential {
    /** Where kubectl keeps the whole object as text, content and all. */
    public static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final FieldRules METADATA =
            FieldRules.object(Map.of("annotations", FieldRules.object(Map.of(LAST_APPLIED, FieldRules.secret()))));
    private static final FieldRules ANY = FieldRules.object(Map.of("metadata", METADATA));
    private static final FieldRules SECRET = FieldRules.object(
            Map.of("metadata", METADATA, "data", FieldRules.secrets(), "stringData", FieldRules.secrets()));

    private final Map<String, Class<? extends Record>> parameters = new HashMap<>();

    /** As large as there are kinds; of a kind that nobody has, the record is not even looked at. */
    private final Map<String, FieldRules> byKind = new ConcurrentHashMap<>();

    /** @param kinds the managed kinds */
    public Confidential(Collection<? extends Kind<?, ?, ?, ?>> kinds) {
        byKind.put(key("", "Secret"), SECRET);
        for (var kind : kinds) {
            parameters.put(key(HasMetadata.getGroup(kind.type()), HasMetadata.getKind(kind.type())), kind.parameters());
        }
    }

    private static FieldRules managed(Class<? extends Record> parameters) {
        var secrets = FieldRules.of(parameters).secretsOnly();
        return FieldRules.object(Map.of(
                "metadata",
                METADATA,
                "spec",
                FieldRules.object(Map.of("forProvider", secrets, "initProvider", secrets))));
    }

    /** The rules by which objects of a kind are compared and shown. */
    public FieldRules rules(String group, String kind) {
        var key = key(group, kind);
        var rules = byKind.get(key);
        if (rules != null) {
            return rules;
        }
        var record = parameters.get(key);
        return record == null ? ANY : byKind.computeIfAbsent(key, k -> managed(record));
    }

    /** The object as it may be shown; a copy. */
    public @Nullable JsonNode hidden(String group, String kind, @Nullable JsonNode object) {
        return Diff.secretsHidden(object, rules(group, kind));
    }

    private static String key(String group, String kind) {
        return group + "/" + kind;
    }
}
