package dev.sluice.gate.rego;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.Str;
import dev.sluice.gate.rego.graphql.Graphql;
import dev.sluice.gate.rego.graphql.Graphql.Definitions;
import dev.sluice.gate.rego.graphql.Graphql.Query;
import dev.sluice.gate.rego.graphql.GraphqlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Functions on GraphQL, whose documents are texts or objects. */
final class GraphqlBuiltins {
    static final Map<String, HostBuiltins.Builtin> ALL = Map.of(
            "graphql.parse_query", call -> parseQuery(call),
            "graphql.parse_schema", call -> parseSchema(call),
            "graphql.parse", call -> refused(() -> new Arr(parsed(call))),
            "graphql.parse_and_verify", GraphqlBuiltins::parseAndVerify,
            "graphql.is_valid", call -> isValid(() -> check(call.argument(0), call.argument(1))),
            "graphql.schema_is_valid",
                    call -> isValid(() -> Graphql.check(definitions(call.argument(0)), Watchdog::check)));

    private GraphqlBuiltins() {}

    private interface Work {
        RegoValue run();
    }

    private static RegoValue refused(Work work) {
        try {
            return work.run();
        } catch (GraphqlException e) {
            throw new BuiltinError(String.valueOf(e.getMessage()));
        }
    }

    private static RegoValue parseQuery(Call call) {
        var text = call.text(0);
        return refused(() -> pruned(Graphql.query(text, GoText::quote).json()));
    }

    private static RegoValue parseSchema(Call call) {
        var text = call.text(0);
        return refused(() -> pruned(Graphql.definitions(text, GoText::quote).json()));
    }

    private static List<RegoValue> parsed(Call call) {
        var query = query(call.argument(0));
        var definitions = definitions(call.argument(1));
        Graphql.check(definitions, query, Watchdog::check);
        return List.of(pruned(query.json()), pruned(definitions.json()));
    }

    private static RegoValue parseAndVerify(Call call) {
        var answer = new ArrayList<RegoValue>();
        try {
            answer.add(new Bool(true));
            answer.addAll(parsed(call));
            return new Arr(answer);
        } catch (GraphqlException | BuiltinError e) {
            return new Arr(List.of(new Bool(false), new Obj(Map.of()), new Obj(Map.of())));
        }
    }

    private static void check(RegoValue query, RegoValue schema) {
        var document = query(query);
        Graphql.check(definitions(schema), document, Watchdog::check);
    }

    private static RegoValue isValid(Runnable check) {
        try {
            check.run();
            return new Bool(true);
        } catch (GraphqlException | BuiltinError e) {
            return new Bool(false);
        }
    }

    private static Query query(RegoValue value) {
        return switch (value) {
            case Str(var text) -> Graphql.query(text, GoText::quote);
            case Obj object -> Graphql.queryOf(GoJson.write(object));
            default -> throw new BuiltinError("operand 1 must be one of {string, object}");
        };
    }

    private static Definitions definitions(RegoValue value) {
        return switch (value) {
            case Str(var text) -> Graphql.definitions(text, GoText::quote);
            case Obj object -> Graphql.definitionsOf(GoJson.write(object));
            default -> throw new BuiltinError("operand must be one of {string, object}");
        };
    }

    /** Without what is empty or null. */
    private static RegoValue pruned(JsonNode node) {
        if (node.isObject()) {
            var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
            for (var field : node.properties()) {
                if (isSaying(field.getValue())) {
                    var value = pruned(field.getValue());
                    if (!isEmpty(value)) {
                        fields.put(new Str(field.getKey()), value);
                    }
                }
            }
            return new Obj(fields);
        }
        if (node.isArray()) {
            var items = new ArrayList<RegoValue>();
            for (var item : node) {
                var value = pruned(item);
                if (!isEmpty(value)) {
                    items.add(value);
                }
            }
            return new Arr(items);
        }
        return node.isTextual()
                ? new Str(node.textValue())
                : node.isBoolean() ? new Bool(node.booleanValue()) : new Num(node.asText());
    }

    private static boolean isSaying(JsonNode node) {
        return !node.isNull();
    }

    private static boolean isEmpty(RegoValue value) {
        return (value instanceof Arr(var items) && items.isEmpty())
                || (value instanceof Obj(var fields) && fields.isEmpty());
    }
}
