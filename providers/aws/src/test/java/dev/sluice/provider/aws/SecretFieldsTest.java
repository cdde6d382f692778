package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sluice.api.SecretKeyReference;
import dev.sluice.api.field.SecretValue;
import dev.sluice.api.field.Sensitive;
import dev.sluice.api.managed.ConnectionKey;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderContext;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Secrets that kinds take, and what they publish. */
class SecretFieldsTest {

    @TestFactory
    Stream<DynamicTest> every_secret_can_come_from_a_secret_of_the_cluster() {
        return kinds().stream()
                .map(Kind::parameters)
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .filter(field -> field.isAnnotationPresent(Sensitive.class))
                .map(field -> dynamicTest(field.getDeclaringRecord().getName() + "." + field.getName(), () -> {
                    assertThat(field.getDeclaringRecord().getRecordComponents())
                            .filteredOn(other -> other.isAnnotationPresent(SecretValue.class)
                                    && other.getAnnotation(SecretValue.class)
                                            .to()
                                            .equals(field.getName()))
                            .singleElement()
                            .returns(SecretKeyReference.class, RecordComponent::getType)
                            .satisfies(other ->
                                    assertThat(versionOf(other)).isSubsetOf(names(field.getDeclaringRecord())));
                }));
    }

    private static List<String> versionOf(RecordComponent reference) {
        var version = reference.getAnnotation(SecretValue.class).version();
        return version.isEmpty() ? List.of() : List.of(version);
    }

    @TestFactory
    Stream<DynamicTest> a_kind_says_what_it_publishes_and_publishes_it() {
        return kinds().stream()
                .map(kind -> dynamicTest(kind.type().getName(), () -> {
                    var declared = kind.type().getAnnotationsByType(ConnectionKey.class);
                    var publishes = Arrays.stream(kind.adapter().getClass().getDeclaredMethods())
                            .anyMatch(method -> method.getName().equals("connection"));

                    assertThat(publishes).isEqualTo(declared.length > 0);
                    assertThat(declared).extracting(ConnectionKey::name).doesNotHaveDuplicates();
                    assertThat(declared)
                            .extracting(ConnectionKey::description)
                            .allSatisfy(text -> assertThat(text).isNotBlank().doesNotEndWith("."));
                }));
    }

    @Test
    void there_are_kinds_of_both_sorts() {
        assertThat(kinds())
                .anyMatch(kind -> kind.type().isAnnotationPresent(ConnectionKey.All.class))
                .anyMatch(kind -> kind.type().getAnnotationsByType(ConnectionKey.class).length == 0);
    }

    private static List<Kind<?, ?, ?, ?>> kinds() {
        try (var aws = new AwsProvider(ProviderContext.PLAIN)) {
            return List.copyOf(aws.kinds());
        }
    }

    private static List<String> names(Class<?> type) {
        return Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
