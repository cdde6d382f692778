package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Bool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Built-in functions that this JVM evaluates: those that OPA's WebAssembly leaves to its host, and some of its own that
 * answer otherwise than {@code opa eval}. What is neither here nor in the WebAssembly cannot be compiled: OPA is told so
 * by its capabilities.
 */
final class HostBuiltins {
    /** A function of up to four values. */
    interface Builtin {
        /** @throws BuiltinError where Rego's result is undefined */
        RegoValue apply(Call call);
    }

    private static final Map<String, Builtin> OTHERS = Map.of(
            "opa.runtime",
            call -> ObjectBuiltins.object(Map.of()),
            // Says nothing: a note may hold what must not be logged.
            "trace",
            call -> {
                call.text(0);
                return new Bool(true);
            });

    private static final Map<String, Builtin> ALL = Stream.of(
                    TextBuiltins.ALL,
                    NumberBuiltins.ALL,
                    ObjectBuiltins.ALL,
                    JsonBuiltins.ALL,
                    EncodingBuiltins.ALL,
                    RegexBuiltins.ALL,
                    NetworkBuiltins.ALL,
                    TimeBuiltins.ALL,
                    CryptoBuiltins.ALL,
                    JwtBuiltins.ALL,
                    GraphqlBuiltins.ALL,
                    AwsBuiltins.ALL,
                    JsonSchemaBuiltins.ALL,
                    OTHERS)
            .flatMap(family -> family.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private HostBuiltins() {}

    static Set<String> names() {
        return ALL.keySet();
    }

    static Builtin named(String name) {
        var builtin = ALL.get(name);
        if (builtin == null) {
            throw new IllegalStateException("the built-in function %s is not available here".formatted(name));
        }
        return builtin;
    }

    static RegoValue defined(Optional<RegoValue> value) {
        return value.orElseThrow(() -> new BuiltinError("undefined"));
    }

    static Call call(List<RegoValue> arguments, Evaluation evaluation) {
        return new Call(arguments, evaluation);
    }
}
