package dev.sluice.gate.rego;

import dev.sluice.gate.rego.JsonSchema.Draft;
import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where references of a schema lead. They never leave the schema: nothing is fetched. */
final class JsonSchemaReferences {
    private static final List<String> LITERAL = List.of("const", "enum");

    /** Their keys are names, not keywords. */
    private static final List<String> NAMED = List.of("properties", "dependencies", "patternProperties");

    private final Map<Reference, Part> parts = new HashMap<>();

    /** @param fragment decoded */
    record Reference(String base, String fragment) {
        static final Reference ROOT = new Reference("", "");
        private static final GoRegex SCHEME = GoRegex.of("^[a-zA-Z][a-zA-Z0-9+.-]*:");

        static Reference of(String text) {
            var hash = text.indexOf('#');
            return hash < 0
                    ? new Reference(text, "")
                    : new Reference(
                            text.substring(0, hash), GoUrl.unescape(text.substring(hash + 1), GoUrl.Part.FRAGMENT));
        }

        /** Another reference, as it is meant inside what this one names. */
        Reference resolve(Reference other) {
            if (other.base.isEmpty()) {
                return other.fragment.isEmpty() ? this : new Reference(base, other.fragment);
            }
            if (base.isEmpty()) {
                var isRelative = !other.base.startsWith("/") && !SCHEME.finds(other.base);
                return isRelative ? new Reference("/" + other.base, other.fragment) : other;
            }
            try {
                return new Reference(URI.create(base).resolve(other.base).toString(), other.fragment);
            } catch (IllegalArgumentException e) {
                throw new BuiltinError("the reference %s is not readable".formatted(other));
            }
        }

        @Override
        public String toString() {
            return fragment.isEmpty() ? base : base + "#" + GoUrl.escape(fragment, GoUrl.Part.FRAGMENT);
        }
    }

    /** @param draft null where the document does not say */
    record Part(RegoValue schema, @Nullable Draft draft) {}

    /** Makes the references of a document absolute, and knows its parts by their ids from now on. */
    RegoValue add(RegoValue document) {
        var draft = draft(document);
        var absolute = absolute(document, Reference.ROOT, draft);
        parts.put(Reference.ROOT, new Part(absolute, draft));
        return absolute;
    }

    static @Nullable Draft draft(RegoValue document) {
        if (document instanceof Bool) {
            return null;
        }
        if (!(document instanceof Obj object)) {
            throw new BuiltinError("schema is invalid");
        }
        return switch (object.fields().get(new Str("$schema"))) {
            case null -> null;
            case Str(var url) -> Draft.of(Reference.of(url).toString()).orElse(null);
            default -> throw new BuiltinError("$schema must be of type string");
        };
    }

    private RegoValue absolute(RegoValue value, Reference base, @Nullable Draft draft) {
        Watchdog.check();
        if (value instanceof Arr(var items)) {
            return new Arr(items.stream().map(i -> absolute(i, base, draft)).toList());
        }
        if (!(value instanceof Obj object)) {
            return value;
        }
        var key = new Str(object.fields().containsKey(new Str("id")) ? "id" : "$id");
        var here = object.fields().get(key) instanceof Str(var id) ? base.resolve(Reference.of(id)) : base;
        if (!here.equals(base) && parts.containsKey(here)) {
            throw new BuiltinError("Reference already exists: " + GoText.quote(here.toString()));
        }
        var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
        object.fields().forEach((name, inner) -> fields.put(name, absolute(Call.text(name), inner, here, draft)));
        var part = new Obj(fields);
        if (object.fields().get(key) instanceof Str) {
            parts.put(here, new Part(part, draft));
        }
        return part;
    }

    private RegoValue absolute(String keyword, RegoValue value, Reference base, @Nullable Draft draft) {
        if (LITERAL.contains(keyword)) {
            return value;
        }
        if (keyword.equals("$ref") && value instanceof Str(var text)) {
            return new Str(base.resolve(Reference.of(text)).toString());
        }
        if (NAMED.contains(keyword)) {
            if (!(value instanceof Obj(var named))) {
                return value;
            }
            var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
            named.forEach((name, schema) -> fields.put(name, absolute(schema, base, draft)));
            return new Obj(fields);
        }
        return absolute(value, base, draft);
    }

    Part find(Reference reference) {
        var part = parts.get(reference);
        if (part != null) {
            return part;
        }
        var whole = parts.get(new Reference(reference.base(), ""));
        if (whole == null) {
            throw new BuiltinError(
                    isCanonical(reference.base())
                            ? "remote reference loading is not allowed: " + reference
                            : "Reference %s must be canonical".formatted(reference));
        }
        return new Part(at(whole.schema(), reference.fragment()), whole.draft());
    }

    private static boolean isCanonical(String base) {
        return base.contains("://");
    }

    /** What is no pointer names the whole. */
    private static RegoValue at(RegoValue document, String pointer) {
        var value = document;
        if (!pointer.startsWith("/")) {
            return value;
        }
        for (var token : new ArrayList<>(List.of(pointer.substring(1).split("/", -1)))) {
            value = switch (value) {
                case Obj object -> member(object, token.replace("~1", "/").replace("~0", "~"));
                case Arr(var items) -> item(items, token);
                default -> throw new BuiltinError("Invalid token reference '%s'".formatted(token));
            };
        }
        return value;
    }

    private static RegoValue member(Obj object, String name) {
        var value = object.fields().get(new Str(name));
        if (value == null) {
            throw new BuiltinError("Object has no key '%s'".formatted(name));
        }
        return value;
    }

    private static RegoValue item(List<RegoValue> items, String token) {
        int index;
        try {
            index = Integer.parseInt(token);
        } catch (NumberFormatException e) {
            throw new BuiltinError("Invalid array index '%s'".formatted(token));
        }
        if (index < 0 || index >= items.size()) {
            throw new BuiltinError("Out of bound array[0,%d] index '%d'".formatted(items.size(), index));
        }
        return items.get(index);
    }
}
