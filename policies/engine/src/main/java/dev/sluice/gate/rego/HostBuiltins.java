package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Scalar;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Built-in functions that OPA's WebAssembly leaves to its host. A function answers nothing where Rego's would be
 * undefined. What is not here cannot be compiled: OPA is told so by its capabilities.
 */
final class HostBuiltins {
    /** A function of up to four values. */
    interface Builtin {
        Optional<Scalar> apply(Call call);
    }

    /** @param now one instant for the whole decision, as Rego wants it */
    record Call(List<RegoValue> arguments, Instant now) {
        RegoValue argument(int index) {
            return arguments.get(index);
        }

        Optional<String> text(int index) {
            return arguments.get(index) instanceof Str s ? Optional.of(s.value()) : Optional.empty();
        }
    }

    private static final Map<String, Builtin> ALL = Map.ofEntries(
            Map.entry("sprintf", HostBuiltins::sprintf),
            Map.entry("strings.any_prefix_match", call -> anyMatch(call, String::startsWith)),
            Map.entry("strings.any_suffix_match", call -> anyMatch(call, String::endsWith)),
            Map.entry("strings.count", HostBuiltins::count),
            Map.entry("time.now_ns", call -> Optional.of(Timestamps.nanos(call.now()))),
            Map.entry("time.parse_rfc3339_ns", call -> call.text(0).flatMap(Timestamps::parseRfc3339)),
            Map.entry(
                    "semver.is_valid",
                    call -> Optional.of(new Bool(
                            call.text(0).flatMap(SemanticVersion::parse).isPresent()))),
            Map.entry("semver.compare", HostBuiltins::compareVersions),
            Map.entry("units.parse_bytes", call -> call.text(0).flatMap(Quantities::bytes)),
            Map.entry("crypto.sha256", call -> digest(call, "SHA-256")),
            Map.entry("crypto.sha1", call -> digest(call, "SHA-1")),
            Map.entry("crypto.md5", call -> digest(call, "MD5")),
            Map.entry(
                    "hex.encode",
                    call -> call.text(0)
                            .map(t -> new Str(HexFormat.of().formatHex(t.getBytes(StandardCharsets.UTF_8))))),
            // Says nothing: a note may hold what must not be logged.
            Map.entry("trace", call -> call.text(0).map(note -> new Bool(true))));

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

    private static Optional<Scalar> sprintf(Call call) {
        if (call.argument(1) instanceof Arr values) {
            return call.text(0).map(format -> new Str(GoFormat.sprintf(format, values.items())));
        }
        return Optional.empty();
    }

    private interface Match {
        boolean test(String text, String part);
    }

    private static Optional<Scalar> anyMatch(Call call, Match match) {
        var texts = texts(call.argument(0));
        var parts = texts(call.argument(1));
        if (texts.isEmpty() || parts.isEmpty()) {
            return Optional.empty();
        }
        for (var text : texts.get()) {
            Watchdog.check();
            if (parts.get().stream().anyMatch(part -> match.test(text, part))) {
                return Optional.of(new Bool(true));
            }
        }
        return Optional.of(new Bool(false));
    }

    /** A string, or an array or set of strings. */
    private static Optional<List<String>> texts(RegoValue value) {
        return switch (value) {
            case Str s -> Optional.of(List.of(s.value()));
            case Arr a -> strings(a.items());
            case SetOf s -> strings(s.items());
            default -> Optional.empty();
        };
    }

    private static Optional<List<String>> strings(List<RegoValue> items) {
        var texts = new ArrayList<String>();
        for (var item : items) {
            if (!(item instanceof Str s)) {
                return Optional.empty();
            }
            texts.add(s.value());
        }
        return Optional.of(texts);
    }

    private static Optional<Scalar> count(Call call) {
        var text = call.text(0);
        var part = call.text(1);
        if (text.isEmpty() || part.isEmpty()) {
            return Optional.empty();
        }
        if (part.get().isEmpty()) {
            return Optional.of(Num.of(text.get().codePointCount(0, text.get().length()) + 1L));
        }
        long found = 0;
        for (int at = text.get().indexOf(part.get());
                at >= 0;
                at = text.get().indexOf(part.get(), at + part.get().length())) {
            found++;
        }
        return Optional.of(Num.of(found));
    }

    private static Optional<Scalar> compareVersions(Call call) {
        var a = call.text(0).flatMap(SemanticVersion::parse);
        var b = call.text(1).flatMap(SemanticVersion::parse);
        return a.isEmpty() || b.isEmpty()
                ? Optional.empty()
                : Optional.of(Num.of(a.get().compareTo(b.get())));
    }

    private static Optional<Scalar> digest(Call call, String algorithm) {
        return call.text(0).map(t -> {
            try {
                var digest = MessageDigest.getInstance(algorithm).digest(t.getBytes(StandardCharsets.UTF_8));
                return new Str(HexFormat.of().formatHex(digest));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(algorithm + " is missing from this JDK", e);
            }
        });
    }
}
