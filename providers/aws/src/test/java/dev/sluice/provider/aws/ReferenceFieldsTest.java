package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.api.field.Reference;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderContext;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A reference to an output that nothing has would be waited for in silence, for ever. */
class ReferenceFieldsTest {

    @TestFactory
    Stream<DynamicTest> what_a_field_refers_to_exists_and_so_does_the_field_that_gets_it() {
        var kinds = kinds();
        Map<Class<?>, Class<?>> outputs = kinds.stream().collect(Collectors.toMap(Kind::type, Kind::outputs));
        return kinds.stream()
                .flatMap(kind -> records(kind.parameters()))
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .filter(field -> field.isAnnotationPresent(Reference.class))
                .map(field -> dynamicTest(field.getDeclaringRecord().getName() + "." + field.getName(), () -> {
                    var reference = field.getAnnotation(Reference.class);
                    assertThat(outputs.keySet()).contains(reference.kind());
                    assertThat(names(outputs.get(reference.kind()))).contains(reference.output());
                    assertThat(names(field.getDeclaringRecord())).contains(reference.to());
                }));
    }

    private static List<Kind<?, ?, ?, ?>> kinds() {
        try (var aws = new AwsProvider(ProviderContext.PLAIN)) {
            return List.copyOf(aws.kinds());
        }
    }

    /** The record and those within. */
    private static Stream<Class<?>> records(Class<?> type) {
        return Stream.concat(
                Stream.of(type),
                Stream.of(type.getRecordComponents())
                        .flatMap(field -> held(field.getGenericType()))
                        .flatMap(ReferenceFieldsTest::records));
    }

    private static Stream<Class<?>> held(Type type) {
        return switch (type) {
            case Class<?> held when held.isRecord() -> Stream.of(held);
            case ParameterizedType generic ->
                Stream.of(generic.getActualTypeArguments()).flatMap(ReferenceFieldsTest::held);
            default -> Stream.empty();
        };
    }

    private static List<String> names(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
