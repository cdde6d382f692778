package dev.sluice.gate.rego;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import java.util.function.Function;

/** A WebAssembly module compiled to JVM bytecode once; instances of it are cheap. */
final class WasmProgram {
    private final WasmModule module;
    private final Function<Instance, Machine> machines;

    WasmProgram(byte[] wasm) {
        this.module = Parser.parse(wasm);
        this.machines = MachineFactoryCompiler.compile(module);
    }

    WasmInstance newInstance() {
        return new WasmInstance(module, machines);
    }
}
