package dev.sluice.gate.rego;

/** A built-in function that refuses its operands: in Rego its result is undefined then. */
final class BuiltinError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what OPA's strict mode would say */
    BuiltinError(String message) {
        super(message, null, false, false);
    }
}
