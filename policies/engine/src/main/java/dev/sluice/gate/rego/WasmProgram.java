package dev.sluice.gate.rego;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ActiveDataSegment;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.NameCustomSection;
import com.dylibso.chicory.wasm.types.OpCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A WebAssembly module compiled to JVM bytecode once; instances of it are cheap. */
final class WasmProgram {
    private static final int PAGE = 65_536;

    /** What an instance starts with beyond its constants; more is had on demand. */
    private static final int SPARE_PAGES = 4;

    private static final Set<OpCode> BRANCHES =
            EnumSet.of(OpCode.BLOCK, OpCode.LOOP, OpCode.IF, OpCode.BR, OpCode.BR_IF, OpCode.BR_TABLE);
    private static final long MAX_FRAMES = 4_000_000;

    /** Of this many, a method stays below the 64 KiB that the JVM allows. */
    private static final int MAX_INSTRUCTIONS = 2_000;

    private final WasmModule module;
    private final int pages;
    private final Function<Instance, Machine> machines;

    private WasmProgram(WasmModule module, Function<Instance, Machine> machines) {
        this.module = module;
        this.pages = pages(module);
        this.machines = machines;
    }

    /** A function that is too large to be a method of the JVM, or too large to be made one, is interpreted. */
    static WasmProgram compile(byte[] wasm) {
        var module = parse(wasm);
        var bodies = module.codeSection().functionBodies();
        var machines = MachineFactoryCompiler.builder(module);
        if (Arrays.stream(bodies).anyMatch(WasmProgram::isUnwieldy)) {
            var imported = module.importSection().count(ExternalType.FUNCTION);
            machines.withInterpretedFunctions(IntStream.range(0, bodies.length)
                            .filter(i -> isUnwieldy(bodies[i])
                                    || bodies[i].instructions().size() > MAX_INSTRUCTIONS)
                            .mapToObj(i -> i + imported)
                            .collect(Collectors.toUnmodifiableSet()))
                    .withInterpreterFallback(InterpreterFallback.FAIL);
        } else {
            machines.withInterpreterFallback(InterpreterFallback.SILENT);
        }
        return new WasmProgram(module, machines.compile());
    }

    /** Making a method takes memory for each local variable at each branch: a rule of some pages would take it all. */
    private static boolean isUnwieldy(FunctionBody body) {
        return branches(body) * body.localTypes().size() > MAX_FRAMES;
    }

    private static long branches(FunctionBody body) {
        return body.instructions().stream()
                .filter(i -> BRANCHES.contains(i.opcode()))
                .count();
    }

    /** Slow to run but at hand at once: enough to see that a module can be loaded. */
    static WasmProgram interpreted(byte[] wasm) {
        return new WasmProgram(parse(wasm), InterpreterMachine::new);
    }

    /** @param parameters JSON, one for each distinct parameters of the policies */
    WasmInstance newInstance(List<byte[]> parameters) {
        return new WasmInstance(module, machines, pages, parameters);
    }

    /** Without the names of functions: they hold words of policies, and Chicory cannot read all of Unicode there. */
    private static WasmModule parse(byte[] wasm) {
        var names = new ByteArrayOutputStream();
        var module = Parser.builder()
                .withCustomParsers(Map.of("name", section -> {
                    names.writeBytes(section);
                    return NameCustomSection.parse(new byte[0]);
                }))
                .build()
                .parse(() -> new ByteArrayInputStream(wasm));
        return Overrides.apply(module, names.toByteArray());
    }

    /** OPA puts constants at the bottom of the memory; the memory that it asks for may end before they do. */
    private static int pages(WasmModule module) {
        long end = 0;
        for (var segment : module.dataSection().dataSegments()) {
            if (segment instanceof ActiveDataSegment active
                    && active.offsetInstructions().getFirst().opcode() == OpCode.I32_CONST) {
                end = Math.max(end, active.offsetInstructions().getFirst().operand(0) + active.data().length);
            }
        }
        return (int) (end / PAGE) + 1 + SPARE_PAGES;
    }
}
