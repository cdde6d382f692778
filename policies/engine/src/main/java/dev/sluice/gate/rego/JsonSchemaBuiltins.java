package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Null;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code json.match_schema} and {@code json.verify_schema}. */
final class JsonSchemaBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.of(
            "json.match_schema", JsonSchemaBuiltins::match,
            "json.verify_schema", JsonSchemaBuiltins::verify);

    private JsonSchemaBuiltins() {}

    private static RegoValue match(Call call) {
        var document = json(call.argument(0));
        var schema = JsonSchemaReader.read(json(call.argument(1)));
        var breaches = new ArrayList<RegoValue>();
        for (var breach : JsonSchemaCheck.breaches(schema, document)) {
            breaches.add(ObjectBuiltins.object(JsonSchemaCheck.shown(breach)));
        }
        return new Arr(List.of(new Bool(breaches.isEmpty()), new Arr(breaches)));
    }

    private static RegoValue verify(Call call) {
        try {
            JsonSchemaReader.read(json(call.argument(0)));
            return new Arr(List.of(new Bool(true), new Null()));
        } catch (BuiltinError e) {
            return new Arr(List.of(new Bool(false), new Str("jsonschema: " + e.getMessage())));
        }
    }

    /** Of a text, or as JSON has it: without sets, keys are strings. */
    private static RegoValue json(RegoValue value) {
        return switch (value) {
            case Str(var text) -> parsed(text);
            case Obj object -> GoJson.parse(GoJson.write(object));
            case Arr array -> GoJson.parse(GoJson.write(array));
            default -> throw new BuiltinError("wrong type, expected string or object");
        };
    }

    private static RegoValue parsed(String text) {
        try {
            return GoJson.parse(text);
        } catch (BuiltinError e) {
            throw new BuiltinError("invalid JSON string");
        }
    }
}
