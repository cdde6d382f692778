package dev.sluice.gate.rego;

import java.util.Locale;

/** What evaluates a policy. Both judge alike. */
public enum Engine {
    /** OPA's WebAssembly in this process. */
    WASM,
    /** An OPA beside this process, for functions that it lacks. */
    SERVER;

    /** As a status says it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
