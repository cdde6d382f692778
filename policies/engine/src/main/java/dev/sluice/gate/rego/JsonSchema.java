package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Bool;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A schema or a part of one, filled while it is read. What it does not say is null or empty. */
final class JsonSchema {
    /** {@code true} and {@code false} are schemas too. */
    @Nullable
    Boolean passes;

    /** Stands for it, wherever it leads. */
    @Nullable
    JsonSchema reference;

    final JsonSchemaReferences.Reference id;
    final Draft draft;
    final List<String> types = new ArrayList<>();
    final Map<String, JsonSchema> properties = new LinkedHashMap<>();
    final Map<String, JsonSchema> patternProperties = new LinkedHashMap<>();
    final Map<String, Dependency> dependencies = new LinkedHashMap<>();

    @Nullable
    JsonSchema additionalProperties;

    /** Refused with a message of its own. */
    boolean refusesAdditionalProperties;

    @Nullable
    JsonSchema propertyNames;

    @Nullable
    Long minProperties;

    @Nullable
    Long maxProperties;

    final List<String> required = new ArrayList<>();

    /** For all items. */
    @Nullable
    JsonSchema items;

    /** For the first items. */
    final List<JsonSchema> tuple = new ArrayList<>();

    @Nullable
    JsonSchema additionalItems;

    boolean refusesAdditionalItems;

    @Nullable
    JsonSchema contains;

    @Nullable
    Long minItems;

    @Nullable
    Long maxItems;

    boolean uniqueItems;

    @Nullable
    BigDecimal multipleOf;

    @Nullable
    BigDecimal minimum;

    @Nullable
    BigDecimal exclusiveMinimum;

    @Nullable
    BigDecimal maximum;

    @Nullable
    BigDecimal exclusiveMaximum;

    @Nullable
    Long minLength;

    @Nullable
    Long maxLength;

    @Nullable
    String pattern;

    String format = "";

    /** As JSON. */
    @Nullable
    String constant;

    @Nullable
    List<String> enumeration;

    final List<JsonSchema> oneOf = new ArrayList<>();
    final List<JsonSchema> anyOf = new ArrayList<>();
    final List<JsonSchema> allOf = new ArrayList<>();

    @Nullable
    JsonSchema not;

    @Nullable
    JsonSchema condition;

    @Nullable
    JsonSchema then;

    @Nullable
    JsonSchema otherwise;

    JsonSchema(JsonSchemaReferences.Reference id, Draft draft) {
        this.id = id;
        this.draft = draft;
    }

    /** What a property asks for: others, or a schema. */
    record Dependency(List<String> properties, @Nullable JsonSchema schema) {}

    /** Versions of the language; a schema that does not say which is read as all of them. */
    enum Draft {
        FOUR("http://json-schema.org/draft-04/schema"),
        SIX("http://json-schema.org/draft-06/schema"),
        SEVEN("http://json-schema.org/draft-07/schema"),
        ANY("");

        private final String url;

        Draft(String url) {
            this.url = url;
        }

        static Optional<Draft> of(String url) {
            for (var draft : values()) {
                if (draft != ANY && draft.url.equals(url)) {
                    return Optional.of(draft);
                }
            }
            return Optional.empty();
        }

        boolean isAtLeast(Draft other) {
            return compareTo(other) >= 0;
        }
    }

    /** In the order in which messages name them. */
    static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "null", "object", "string");

    static boolean isSchema(@Nullable RegoValue value) {
        return value instanceof Bool || value instanceof RegoValue.Obj;
    }

    String shownTypes() {
        return types.size() == 1 ? types.getFirst() : "[" + String.join(",", types) + "]";
    }
}
