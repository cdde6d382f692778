package dev.sluice.gate.rego;

/**
 * Something that OPA, or we, have to say about a line of Rego.
 *
 * @param line line in the module as its author wrote it, from 1; 0 where it concerns the whole module
 */
public record Finding(int line, String message) {
    @Override
    public String toString() {
        return line > 0 ? "line %d: %s".formatted(line, message) : message;
    }
}
