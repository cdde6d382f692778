package dev.sluice.provider.field;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.PolicyDocument;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules of a parameter record as a tree that follows its JSON. Built once for each kind. */
public final class FieldRules {
    private static final FieldRules NONE =
            new FieldRules(false, false, false, false, false, null, null, false, Map.of(), null);

    private final boolean immutable;
    private final boolean sensitive;
    private final boolean serverDefaulted;
    private final boolean unordered;
    private final boolean policyDocument;
    private final @Nullable Reference reference;
    private final @Nullable SecretValue secretValue;
    private final boolean map;
    private final Map<String, FieldRules> fields;
    private final @Nullable FieldRules element;

    private FieldRules(
            boolean immutable,
            boolean sensitive,
            boolean serverDefaulted,
            boolean unordered,
            boolean policyDocument,
            @Nullable Reference reference,
            @Nullable SecretValue secretValue,
            boolean map,
            Map<String, FieldRules> fields,
            @Nullable FieldRules element) {
        this.immutable = immutable;
        this.sensitive = sensitive;
        this.serverDefaulted = serverDefaulted;
        this.unordered = unordered;
        this.policyDocument = policyDocument;
        this.reference = reference;
        this.secretValue = secretValue;
        this.map = map;
        this.fields = Map.copyOf(fields);
        this.element = element;
    }

    /** No rules: plain JSON, as at the admission and sync gates. */
    public static FieldRules none() {
        return NONE;
    }

    /** @throws IllegalArgumentException when a record contains itself, which a CRD cannot describe either */
    public static FieldRules of(Class<? extends Record> parameters) {
        return ofRecord(parameters, parameters, null, 0);
    }

    private static FieldRules ofRecord(Class<?> root, Class<?> type, @Nullable AnnotatedElement place, int depth) {
        if (depth > 32) {
            throw new IllegalArgumentException("the parameter record " + root.getName() + " contains itself");
        }
        var fields = new TreeMap<String, FieldRules>();
        for (var component : type.getRecordComponents()) {
            // Not allowed on components, so javac puts it on the accessor.
            var renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            var name = renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
            fields.put(name, ofType(root, component.getGenericType(), component, depth + 1));
        }
        return make(place, false, fields, null);
    }

    private static FieldRules ofType(Class<?> root, Type type, @Nullable AnnotatedElement place, int depth) {
        if (type instanceof Class<?> c && c.isRecord()) {
            return ofRecord(root, c, place, depth);
        }
        if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
            return make(place, false, Map.of(), ofType(root, p.getActualTypeArguments()[0], null, depth + 1));
        }
        if (type instanceof ParameterizedType p && p.getRawType() == Map.class) {
            return make(place, true, Map.of(), ofType(root, p.getActualTypeArguments()[1], null, depth + 1));
        }
        return place == null ? NONE : make(place, false, Map.of(), null);
    }

    private static FieldRules make(
            @Nullable AnnotatedElement place,
            boolean map,
            Map<String, FieldRules> fields,
            @Nullable FieldRules element) {
        return place == null
                ? new FieldRules(false, false, false, false, false, null, null, map, fields, element)
                : new FieldRules(
                        place.isAnnotationPresent(Immutable.class),
                        place.isAnnotationPresent(Sensitive.class),
                        place.isAnnotationPresent(ServerDefaulted.class),
                        place.isAnnotationPresent(UnorderedList.class),
                        place.isAnnotationPresent(PolicyDocument.class),
                        place.getAnnotation(Reference.class),
                        place.getAnnotation(SecretValue.class),
                        map,
                        fields,
                        element);
    }

    /** The rules of an object whose other fields have none. */
    public static FieldRules object(Map<String, FieldRules> fields) {
        return new FieldRules(false, false, false, false, false, null, null, false, fields, null);
    }

    /** The rules of a map of which every value is a secret. */
    public static FieldRules secrets() {
        return new FieldRules(false, false, false, false, false, null, null, true, Map.of(), secret());
    }

    /** The rules of a secret. */
    public static FieldRules secret() {
        return new FieldRules(false, true, false, false, false, null, null, false, Map.of(), null);
    }

    /** The same tree with nothing left but which fields are secret: for comparing objects as they are written. */
    public FieldRules secretsOnly() {
        var inner = new TreeMap<String, FieldRules>();
        fields.forEach((name, rules) -> inner.put(name, rules.secretsOnly()));
        return new FieldRules(
                false,
                sensitive,
                false,
                false,
                false,
                null,
                null,
                map,
                inner,
                element == null ? null : element.secretsOnly());
    }

    boolean immutable() {
        return immutable;
    }

    boolean sensitive() {
        return sensitive;
    }

    boolean serverDefaulted() {
        return serverDefaulted;
    }

    boolean unordered() {
        return unordered;
    }

    boolean policyDocument() {
        return policyDocument;
    }

    @Nullable
    Reference reference() {
        return reference;
    }

    @Nullable
    SecretValue secretValue() {
        return secretValue;
    }

    /** True where the field only says where another one's value comes from: it is not compared and not told. */
    boolean refers() {
        return reference != null || secretValue != null;
    }

    /** True where the keys are the user's own, as with tags. */
    boolean map() {
        return map;
    }

    /** True for a record of parameters, of which every field is known. */
    boolean hasFields() {
        return !map && !fields.isEmpty();
    }

    /** The known fields of a record. */
    Map<String, FieldRules> fields() {
        return fields;
    }

    FieldRules field(String name) {
        return map && element != null ? element : fields.getOrDefault(name, NONE);
    }

    FieldRules element() {
        return element == null ? NONE : element;
    }
}
