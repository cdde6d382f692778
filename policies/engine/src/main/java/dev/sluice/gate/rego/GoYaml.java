package dev.sluice.gate.rego;

import dev.sluice.gate.rego.RegoValue.Arr;
import dev.sluice.gate.rego.RegoValue.Bool;
import dev.sluice.gate.rego.RegoValue.Null;
import dev.sluice.gate.rego.RegoValue.Num;
import dev.sluice.gate.rego.RegoValue.Obj;
import dev.sluice.gate.rego.RegoValue.SetOf;
import dev.sluice.gate.rego.RegoValue.Str;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML 1.2 as JSON has it: the first document of a text, with bounds. */
final class GoYaml {
    private static final int MAX_CHARACTERS = 1024 * 1024;
    private static final int MAX_DEPTH = 100;

    private GoYaml() {}

    static RegoValue parse(String text) {
        var settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(true)
                .setMaxAliasesForCollections(50)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        try {
            @Nullable RegoValue first = null;
            for (var document : new Load(settings).loadAllFromString(text)) {
                first = first == null ? value(document, 0) : first;
            }
            return first == null ? new Null() : first;
        } catch (YamlEngineException e) {
            throw new BuiltinError("yaml: " + e.getMessage());
        }
    }

    private static RegoValue value(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new BuiltinError("yaml: nested too deeply");
        }
        return switch (value) {
            case null -> new Null();
            case Map<?, ?> map -> {
                var fields = new TreeMap<RegoValue, RegoValue>(RegoValue.ORDER);
                map.forEach((k, v) -> fields.put(new Str(key(k)), value(v, depth + 1)));
                yield new Obj(fields);
            }
            case Collection<?> items -> {
                var all = new ArrayList<RegoValue>();
                items.forEach(i -> all.add(value(i, depth + 1)));
                yield new Arr(all);
            }
            case Boolean b -> new Bool(b);
            case Double d -> number(d);
            case Number n -> new Num(n.toString());
            default -> new Str(value.toString());
        };
    }

    private static RegoValue number(Double number) {
        if (number.isNaN() || number.isInfinite()) {
            throw new BuiltinError("json: unsupported value: " + number);
        }
        var exact = BigDecimal.valueOf(number).stripTrailingZeros();
        return new Num(
                exact.scale() <= 0 && exact.precision() - exact.scale() <= 21
                        ? exact.toPlainString()
                        : exact.toString());
    }

    private static String key(@Nullable Object key) {
        return switch (key) {
            case null -> "null";
            case Map<?, ?> map -> throw new BuiltinError("yaml: a key must be a scalar");
            case Collection<?> items -> throw new BuiltinError("yaml: a key must be a scalar");
            default -> key.toString();
        };
    }

    static String write(RegoValue value) {
        var settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndent(2)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .setWidth(Integer.MAX_VALUE)
                .setSplitLines(false)
                .build();
        var text = new Dump(settings).dumpToString(plain(value));
        // Go indents lists, but not the outermost.
        return text.startsWith("  - ") ? text.substring(2).replace("\n  ", "\n") : text;
    }

    private static @Nullable Object plain(RegoValue value) {
        return switch (value) {
            case Null n -> null;
            case Bool b -> b.value();
            case Num n -> n.isInteger() ? new BigInteger(n.text()) : (Object) Double.valueOf(n.text());
            case Str s -> s.value();
            case Arr a ->
                a.items().stream().map(GoYaml::plain).collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
            case SetOf s ->
                s.items().stream().map(GoYaml::plain).collect(ArrayList::new, ArrayList::add, ArrayList::addAll);
            case Obj o -> {
                var fields = new LinkedHashMap<String, @Nullable Object>();
                o.fields().forEach((k, v) -> fields.put(k instanceof Str s ? s.value() : GoJson.write(k), plain(v)));
                yield fields;
            }
        };
    }
}
