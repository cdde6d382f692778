package dev.sluice.gate.rego;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.AnnotatedInstruction;
import com.dylibso.chicory.wasm.types.CodeSection;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.Instruction;
import com.dylibso.chicory.wasm.types.OpCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Built-in functions that OPA compiles into the WebAssembly, and that answer otherwise there than in {@code opa eval} or
 * are slow: their bodies are replaced by calls to the host, as if OPA had left them to it.
 */
final class Overrides {
    private static final int FUNCTION_NAMES = 1;

    /** Beyond all numbers that OPA gives to functions of the host. */
    private static final int FIRST = 1 << 20;

    /** Names of functions inside the module. */
    private static final Map<String, String> NATIVE = Map.ofEntries(
            Map.entry("opa_regex_is_valid", "regex.is_valid"),
            Map.entry("opa_regex_match", "regex.match"),
            Map.entry("opa_regex_find_all_string_submatch", "regex.find_all_string_submatch_n"),
            Map.entry("opa_base64_decode", "base64.decode"),
            Map.entry("opa_base64_is_valid", "base64.is_valid"),
            Map.entry("opa_base64_url_decode", "base64url.decode"),
            Map.entry("opa_json_marshal", "json.marshal"),
            Map.entry("opa_cidr_contains", "net.cidr_contains"),
            Map.entry("opa_cidr_intersects", "net.cidr_intersects"),
            Map.entry("opa_strings_indexof", "indexof"),
            Map.entry("opa_strings_format_int", "format_int"));

    private static final List<String> BUILTINS =
            NATIVE.values().stream().sorted().toList();

    private Overrides() {}

    /** The functions by the numbers under which the module calls them. */
    static Map<Integer, HostBuiltins.Builtin> numbered() {
        var numbered = new HashMap<Integer, HostBuiltins.Builtin>();
        for (int i = 0; i < BUILTINS.size(); i++) {
            numbered.put(FIRST + i, HostBuiltins.named(BUILTINS.get(i)));
        }
        return numbered;
    }

    /** @param names the module's section of names, by which its functions are found */
    static WasmModule apply(WasmModule module, byte[] names) {
        var replaced = replaced(names);
        if (replaced.isEmpty()) {
            return module;
        }
        var imported = module.importSection().count(ExternalType.FUNCTION);
        var code =
                CodeSection.builder().setRequiresDataCount(module.codeSection().isRequiresDataCount());
        var bodies = module.codeSection().functionBodies();
        for (int i = 0; i < bodies.length; i++) {
            var builtin = replaced.get(i + imported);
            code.addFunctionBody(builtin == null ? bodies[i] : body(module, i, bodies[i], builtin));
        }
        return with(module, code.build());
    }

    /** Functions to replace, by their index in the module. */
    private static Map<Integer, Integer> replaced(byte[] names) {
        var replaced = new HashMap<Integer, Integer>();
        var section = ByteBuffer.wrap(names);
        while (section.hasRemaining()) {
            var kind = section.get();
            var size = unsigned(section);
            if (kind != FUNCTION_NAMES) {
                section.position(section.position() + size);
                continue;
            }
            for (int left = unsigned(section); left > 0; left--) {
                var index = unsigned(section);
                var name = new byte[unsigned(section)];
                section.get(name);
                var builtin = NATIVE.get(new String(name, StandardCharsets.UTF_8));
                if (builtin != null) {
                    replaced.put(index, FIRST + BUILTINS.indexOf(builtin));
                }
            }
        }
        return replaced;
    }

    private static int unsigned(ByteBuffer bytes) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            var b = bytes.get();
            value |= (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private static FunctionBody body(WasmModule module, int index, FunctionBody old, int number) {
        var type = module.typeSection().getType(module.functionSection().getFunctionType(index));
        var parameters = type.params().size();
        var instructions = new ArrayList<AnnotatedInstruction>();
        instructions.add(instruction(OpCode.I32_CONST, number));
        instructions.add(instruction(OpCode.I32_CONST, 0));
        for (int i = 0; i < parameters; i++) {
            instructions.add(instruction(OpCode.LOCAL_GET, i));
        }
        instructions.add(instruction(OpCode.CALL, dispatcher(module, "opa_builtin" + parameters)));
        instructions.add(old.instructions().getLast());
        return new FunctionBody(List.of(), List.copyOf(instructions));
    }

    private static AnnotatedInstruction instruction(OpCode code, long operand) {
        return AnnotatedInstruction.builder()
                .from(new Instruction(0, code, new long[] {operand}))
                .withDepth(0)
                .build();
    }

    private static int dispatcher(WasmModule module, String name) {
        int index = 0;
        for (int i = 0; i < module.importSection().importCount(); i++) {
            if (module.importSection().getImport(i) instanceof FunctionImport function) {
                if (function.name().equals(name)) {
                    return index;
                }
                index++;
            }
        }
        throw new IllegalArgumentException("the module does not import " + name);
    }

    private static WasmModule with(WasmModule module, CodeSection code) {
        var copy = WasmModule.builder()
                .setTypeSection(module.typeSection())
                .setImportSection(module.importSection())
                .setFunctionSection(module.functionSection())
                .setTableSection(module.tableSection())
                .setGlobalSection(module.globalSection())
                .setExportSection(module.exportSection())
                .setElementSection(module.elementSection())
                .setCodeSection(code)
                .setDataSection(module.dataSection());
        module.memorySection().ifPresent(copy::setMemorySection);
        module.startSection().ifPresent(copy::setStartSection);
        module.dataCountSection().ifPresent(copy::setDataCountSection);
        return copy.build();
    }
}
