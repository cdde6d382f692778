package dev.sluice.api.crd;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.fabric8.kubernetes.client.CustomResource;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A type as JSON shows it: a record with named fields, a container of another shape, or neither. Generic records are
 * resolved, so that {@code ManagedSpec<P>} shows the kind's own parameters.
 */
final class Shape {
    private static final TypeFactory TYPES = TypeFactory.defaultInstance();
    private final JavaType type;

    private Shape(JavaType type) {
        this.type = type;
    }

    static Shape ofSpec(Class<? extends CustomResource<?, ?>> kind) {
        return new Shape(
                TYPES.constructType(kind).findSuperType(CustomResource.class).containedType(0));
    }

    /** The fields of a record; empty for anything else. */
    List<Field> fields() {
        if (!type.getRawClass().isRecord()) {
            return List.of();
        }
        return Arrays.stream(type.getRawClass().getRecordComponents())
                .map(component -> new Field(
                        component, new Shape(TYPES.resolveMemberType(component.getGenericType(), type.getBindings()))))
                .toList();
    }

    /** What a list, a set or a map holds. */
    Optional<Shape> content() {
        var isContainer = type.isContainerType() && !JsonNode.class.isAssignableFrom(type.getRawClass());
        return isContainer ? Optional.of(new Shape(type.getContentType())) : Optional.empty();
    }

    /** One field of a record. */
    record Field(RecordComponent component, Shape shape) {

        String name() {
            var renamed = component.getAccessor().getAnnotation(JsonProperty.class);
            return renamed == null || renamed.value().isEmpty() ? component.getName() : renamed.value();
        }

        boolean has(Class<? extends Annotation> rule) {
            return rule(rule).isPresent();
        }

        <A extends Annotation> Optional<A> rule(Class<A> rule) {
            return Optional.ofNullable(component.getAnnotation(rule))
                    .or(() -> Optional.ofNullable(component.getAccessor().getAnnotation(rule)));
        }
    }
}
