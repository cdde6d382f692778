package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Compiles cases with the real OPA, evaluates them in this JVM, and compares with what OPA says is right. */
final class ComplianceRun {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Opa opa;
    private final Path folder;

    /** @param cache keeps what OPA compiled, by everything it was compiled from */
    ComplianceRun(Opa opa, Path cache) {
        this.opa = opa;
        this.folder = cache;
    }

    /** Empty where the case passes; otherwise why it does not. */
    Optional<String> failure(ComplianceCase one) {
        byte[] wasm;
        try {
            wasm = compiled(one);
        } catch (IOException e) {
            return Optional.of("does not compile: " + e.getMessage());
        }
        try (var watchdog = new Watchdog()) {
            var nothing = "{}".getBytes(StandardCharsets.UTF_8);
            var instance = WasmProgram.interpreted(wasm).newInstance(List.of(nothing));
            var results = watchdog.within(
                    LIMIT, () -> instance.evaluateValues("sluice_query/results", input(one), data(one), Instant.now()));
            return compare(one, results);
        } catch (WasmInstance.EvaluationException e) {
            return one.content().has("want_error_code") && !strict(one)
                    ? unlessExpected(one, String.valueOf(e.getMessage()))
                    : Optional.of("fails: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of("breaks: " + e);
        }
    }

    private static boolean strict(ComplianceCase one) {
        return one.content().path("strict_error").asBoolean();
    }

    private static Optional<String> unlessExpected(ComplianceCase one, String message) {
        var conflict = message.contains("var assignment conflict") || message.contains("object insert conflict");
        return conflict && one.content().path("want_error_code").asText().equals("eval_conflict_error")
                ? Optional.empty()
                : Optional.of("fails otherwise than wanted: " + message);
    }

    private static Optional<String> compare(ComplianceCase one, RegoValue results) {
        var got = new TreeSet<RegoValue>(RegoValue.ORDER);
        if (results instanceof SetOf whole
                && !whole.items().isEmpty()
                && whole.items().getFirst() instanceof Obj only) {
            var set = only.fields().get(new Str("result"));
            ((SetOf) java.util.Objects.requireNonNull(set)).items().forEach(r -> got.add(plain(r, sorted(one))));
        }
        if (one.content().has("want_error_code") && !strict(one)) {
            return Optional.of("succeeds, though it should fail");
        }
        var want = new TreeSet<RegoValue>(RegoValue.ORDER);
        one.content().path("want_result").forEach(result -> want.add(value(result)));
        return want.equals(got) ? Optional.empty() : Optional.of("wanted %s, got %s".formatted(want, got));
    }

    private static boolean sorted(ComplianceCase one) {
        return one.content().path("sort_bindings").asBoolean();
    }

    /** As JSON has it: without sets. */
    private static RegoValue plain(RegoValue value, boolean sorted) {
        return switch (value) {
            case Obj object -> {
                var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
                object.fields().forEach((k, v) -> {
                    var plain = json(v);
                    if (sorted && plain instanceof Arr items) {
                        plain = new Arr(
                                items.items().stream().sorted(RegoValue.ORDER).toList());
                    }
                    fields.put(k, plain);
                });
                yield new Obj(fields);
            }
            default -> json(value);
        };
    }

    private static RegoValue json(RegoValue value) {
        return switch (value) {
            case SetOf set ->
                new Arr(set.items().stream().map(ComplianceRun::json).toList());
            case Arr array ->
                new Arr(array.items().stream().map(ComplianceRun::json).toList());
            case Obj object -> {
                var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
                object.fields()
                        .forEach((k, v) -> fields.put(k instanceof Str ? k : new Str(json(k).notation()), json(v)));
                yield new Obj(fields);
            }
            case Num n -> n;
            case Str s -> s;
            case Bool b -> b;
            case RegoValue.Null n -> n;
        };
    }

    static RegoValue value(JsonNode node) {
        if (node.isArray()) {
            var items = new ArrayList<RegoValue>();
            node.forEach(i -> items.add(value(i)));
            return new Arr(items);
        }
        if (node.isObject()) {
            var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
            node.properties().forEach(e -> fields.put(new Str(e.getKey()), value(e.getValue())));
            return new Obj(fields);
        }
        return node.isTextual() ? new Str(node.textValue()) : RegoValue.parse(node.toString());
    }

    private static String input(ComplianceCase one) {
        return one.content().has("input_term")
                ? RegoValue.parse(one.content().path("input_term").asText()).notation()
                : one.content().has("input")
                        ? value(one.content().path("input")).notation()
                        : "";
    }

    private static String data(ComplianceCase one) {
        return one.content().has("data") ? value(one.content().path("data")).notation() : "{}";
    }

    private static String queryModule(ComplianceCase one) {
        var bindings = one.variables().stream()
                .map(v -> "\"%s\": %s".formatted(v, v))
                .collect(Collectors.joining(", ", "{", "}"));
        var head = one.language().equals("v0") ? "results[%s] {" : "results contains %s if {";
        return "package sluice_query\n\n" + head.formatted(bindings) + "\n" + one.query() + "\n}\n";
    }

    private byte[] compiled(ComplianceCase one) throws IOException {
        var sources = new TreeMap<String, String>(Map.of("query.rego", queryModule(one)));
        var modules = one.modules();
        for (int i = 0; i < modules.size(); i++) {
            sources.put("module-%d.rego".formatted(i), modules.get(i));
        }
        var key = UUID.nameUUIDFromBytes((one.language() + sources).getBytes(StandardCharsets.UTF_8));
        var kept = folder.resolve(key + ".wasm");
        if (Files.exists(kept)) {
            return Files.readAllBytes(kept);
        }
        var work = Files.createTempDirectory(folder, "build");
        try {
            var rego = Files.createDirectory(work.resolve("rego"));
            for (var source : sources.entrySet()) {
                Files.writeString(rego.resolve(source.getKey()), source.getValue());
            }
            var bundle = work.resolve("bundle.tar.gz");
            var run = opa.build(
                    rego,
                    List.of("sluice_query/results"),
                    bundle,
                    one.language().equals("v0"));
            if (run.exit() != 0) {
                throw new IOException((run.err() + run.out())
                        .lines()
                        .filter(l -> !l.isBlank())
                        .limit(3)
                        .collect(Collectors.joining("; ")));
            }
            var wasm = Bundle.wasm(bundle);
            Files.write(kept, wasm);
            return wasm;
        } finally {
            try (var files = Files.walk(work)) {
                files.sorted(java.util.Comparator.reverseOrder())
                        .forEach(f -> f.toFile().delete());
            }
        }
    }
}
