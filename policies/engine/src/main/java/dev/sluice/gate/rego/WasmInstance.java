package dev.sluice.gate.rego;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportMemory;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.ValType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One instance of the policies' module: a thin binding of OPA's WebAssembly ABI 1.x. Serves one thread at a time.
 *
 * <p>Memory is a bump allocator: what was allocated last is given back by setting the heap pointer back. At the bottom
 * is what serves all decisions; above it what policies see of the cluster, which changes with it; above that what a
 * decision's policies look at, from {@link #begin}; above that what one
 * {@link #evaluate} needs. OPA's code copies what it changes, so that policies can share their input.
 */
final class WasmInstance {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** 64 MiB in pages of 64 KiB. */
    private static final int MAX_PAGES = 1024;

    private static final int KEPT_PAGES = 256;

    private static final int MAX_OUTPUT = 1024 * 1024;

    private final Instance instance;
    private final Map<String, ExportFunction> exports = new HashMap<>();
    private final Map<Integer, HostBuiltins.Builtin> builtins = new HashMap<>();
    private final Map<String, Integer> entrypoints = new HashMap<>();
    private final List<Integer> parameters = new ArrayList<>();
    private final int reviewPath;
    private final int changePath;
    private final int parametersPath;
    private final int noData;

    /** Above what never changes. */
    private final int bottom;

    /** JSON of the views of data that were read, by their index, and where they are. */
    private final Map<Integer, byte[]> viewsRead = new TreeMap<>();

    private final Map<Integer, Integer> views = new HashMap<>();

    /** Above the views. */
    private int base;

    private int pagesAtRest;

    /** Inputs of the decision, by the index of their parameters. */
    private final Map<Integer, Integer> inputs = new HashMap<>();

    private int decided;
    private int review;
    private int change;
    private Evaluation evaluation = new Evaluation(Instant.EPOCH);

    /**
     * @param pages memory to start with, in pages
     * @param parameters JSON, which {@link #evaluate} names by index
     */
    WasmInstance(WasmModule module, Function<Instance, Machine> machines, int pages, List<byte[]> parameters) {
        var memory = new ByteArrayMemory(new MemoryLimits(pages, MAX_PAGES));
        var imports = ImportValues.builder().addMemory(new ImportMemory("env", "memory", memory));
        imports.addFunction(
                new HostFunction("env", "opa_abort", type(1, false), (i, args) -> {
                    throw new EvaluationException(
                            "the policy's module gave up: " + i.memory().readCString((int) args[0]));
                }),
                new HostFunction("env", "opa_println", type(1, false), (i, args) -> new long[0]));
        for (int n = 0; n <= 4; n++) {
            imports.addFunction(new HostFunction(
                    "env", "opa_builtin" + n, type(n + 2, true), (i, args) -> new long[] {builtin(args)}));
        }
        this.instance = Instance.builder(module)
                .withImportValues(imports.build())
                .withMachineFactory(machines)
                .build();
        read("builtins").properties().forEach(e -> builtins.put(e.getValue().asInt(), HostBuiltins.named(e.getKey())));
        builtins.putAll(Overrides.numbered());
        read("entrypoints")
                .properties()
                .forEach(e -> entrypoints.put(e.getKey(), e.getValue().asInt()));
        this.reviewPath = parse("[\"review\"]");
        this.changePath = parse("[\"change\"]");
        this.parametersPath = parse("[\"parameters\"]");
        this.noData = parse("{}");
        parameters.forEach(json -> this.parameters.add(parse(json)));
        this.bottom = call("opa_heap_ptr_get");
        this.base = bottom;
        this.decided = base;
        this.pagesAtRest = instance.memory().initialPages();
    }

    private static FunctionType type(int parameters, boolean returns) {
        return FunctionType.of(
                Collections.nCopies(parameters, ValType.I32), returns ? List.of(ValType.I32) : List.of());
    }

    /** Whether decisions have made its memory grow so far that it should not be kept. */
    boolean isBloated() {
        return instance.memory().pages() > pagesAtRest + KEPT_PAGES;
    }

    void begin(byte[] reviewJson, byte[] changeJson, Instant at) {
        begin(reviewJson, changeJson, at, Map.of());
    }

    /**
     * Starts a decision: forgets the one before and reads what all policies look at.
     *
     * @param data views of data as JSON objects, by their index; one is read once, until another array comes for it
     */
    void begin(byte[] reviewJson, byte[] changeJson, Instant at, Map<Integer, byte[]> data) {
        inputs.clear();
        view(data);
        call("opa_heap_ptr_set", base);
        review = parse(reviewJson);
        change = parse(changeJson);
        evaluation = new Evaluation(at);
        decided = call("opa_heap_ptr_get");
    }

    /**
     * What one entry point says: the JSON of its result set.
     *
     * @param parametersIndex which of the parameters are its
     */
    JsonNode evaluate(String entrypoint, int parametersIndex) {
        return evaluate(entrypoint, parametersIndex, DataViews.NONE);
    }

    /**
     * What one entry point says: the JSON of its result set.
     *
     * @param parametersIndex which of the parameters are its
     * @param view which of the views of data it sees
     */
    JsonNode evaluate(String entrypoint, int parametersIndex, int view) {
        call("opa_heap_ptr_set", decided);
        var input = inputs.computeIfAbsent(parametersIndex, this::input);
        var data = view == DataViews.NONE ? Integer.valueOf(noData) : views.get(view);
        if (data == null) {
            throw new EvaluationException("its data were not read");
        }
        return text(call("opa_json_dump", result(entrypoint, input, data)));
    }

    /**
     * What an entry point says of any input and data, both in Rego's notation; no input where that is empty. Forgets what
     * was begun.
     */
    RegoValue evaluateValues(String entrypoint, String input, String data, Instant at) {
        inputs.clear();
        call("opa_heap_ptr_set", base);
        evaluation = new Evaluation(at);
        var given = input.isEmpty() ? 0 : parseValue(input);
        var documents = parseValue(data);
        return RegoValue.parse(cString(call("opa_value_dump", result(entrypoint, given, documents))));
    }

    /** Reads all views anew when one of those wanted is not there as it is now: memory is given back from the top only. */
    private void view(Map<Integer, byte[]> wanted) {
        if (wanted.entrySet().stream().allMatch(e -> viewsRead.get(e.getKey()) == e.getValue())) {
            return;
        }
        var all = new TreeMap<>(viewsRead);
        all.putAll(wanted);
        var bytes = all.values().stream().mapToLong(json -> json.length).sum();
        viewsRead.clear();
        views.clear();
        call("opa_heap_ptr_set", bottom);
        (bytes > DataViews.MAX_BYTES ? wanted : all).forEach((index, json) -> {
            views.put(index, parse(json));
            viewsRead.put(index, json);
        });
        base = call("opa_heap_ptr_get");
        pagesAtRest = instance.memory().pages();
    }

    private int parseValue(String notation) {
        var bytes = notation.getBytes(StandardCharsets.UTF_8);
        var address = call("opa_malloc", bytes.length);
        instance.memory().write(address, bytes);
        var value = call("opa_value_parse", address, bytes.length);
        if (value == 0) {
            throw new EvaluationException("a value is not readable");
        }
        return value;
    }

    private int result(String entrypoint, int input, int data) {
        var id = entrypoints.get(entrypoint);
        if (id == null) {
            throw new EvaluationException("the module has no entry point " + entrypoint);
        }
        var context = call("opa_eval_ctx_new");
        call("opa_eval_ctx_set_input", context, input);
        call("opa_eval_ctx_set_data", context, data);
        call("opa_eval_ctx_set_entrypoint", context, id);
        var error = call("eval", context);
        if (error != 0) {
            throw new EvaluationException("the evaluation failed with code " + error);
        }
        return call("opa_eval_ctx_get_result", context);
    }

    /** Stays until the decision ends: the pointer was set back before, so nothing else lies above. */
    private int input(int parametersIndex) {
        var input = parse("{}");
        add(input, reviewPath, review);
        add(input, changePath, change);
        add(input, parametersPath, parameters.get(parametersIndex));
        decided = call("opa_heap_ptr_get");
        return input;
    }

    private void add(int object, int path, int value) {
        if (call("opa_value_add_path", object, path, value) != 0) {
            throw new EvaluationException("the input could not be put together");
        }
    }

    private int parse(String json) {
        return parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private int parse(byte[] json) {
        var address = call("opa_malloc", json.length);
        instance.memory().write(address, json);
        var value = call("opa_json_parse", address, json.length);
        if (value == 0) {
            // Left alone, an unreadable input would be undefined, and an undefined input violates nothing.
            throw new EvaluationException("the input is not readable JSON");
        }
        return value;
    }

    private JsonNode text(int address) {
        var memory = instance.memory();
        int end = address;
        while (memory.read(end) != 0) {
            if (end - address >= MAX_OUTPUT) {
                throw new EvaluationException("the result is larger than %d bytes".formatted(MAX_OUTPUT));
            }
            end++;
        }
        try {
            return JSON.readTree(memory.readBytes(address, end - address));
        } catch (IOException e) {
            throw new EvaluationException("the result is not readable JSON: " + e.getMessage());
        }
    }

    private JsonNode read(String export) {
        return text(call("opa_json_dump", call(export)));
    }

    private long builtin(long[] args) {
        var builtin = builtins.get((int) args[0]);
        if (builtin == null) {
            throw new EvaluationException("the module calls an unknown built-in function");
        }
        var values = new ArrayList<RegoValue>();
        for (int i = 2; i < args.length; i++) {
            values.add(RegoValue.parse(cString(call("opa_value_dump", (int) args[i]))));
        }
        try {
            return parseValue(builtin.apply(new Call(values, evaluation)).notation());
        } catch (BuiltinError e) {
            return 0;
        }
    }

    private String cString(int address) {
        return instance.memory().readCString(address, StandardCharsets.UTF_8);
    }

    private int call(String export, int... arguments) {
        var function = exports.computeIfAbsent(export, instance::export);
        var longs = new long[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            longs[i] = arguments[i];
        }
        var result = function.apply(longs);
        return result == null || result.length == 0 ? 0 : (int) result[0];
    }

    /** A policy that could not be evaluated. */
    static final class EvaluationException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EvaluationException(String message) {
            super(message);
        }
    }
}
