package dev.sluice.gate.rego;

/**
 * Something that OPA, or we, have to say about a line of Rego.
 *
 * @param library which of the policy's libraries it concerns, from 1; 0 for the module that judges
 * @param line line in the module as its author wrote it, from 1; 0 where it concerns the whole module
 */
public record Finding(int library, int line, String message) {

    /** Of the module that judges. */
    public Finding(int line, String message) {
        this(0, line, message);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        if (library > 0) {
            text.append("library ").append(library).append(line > 0 ? ", " : ": ");
        }
        if (line > 0) {
            text.append("line ").append(line).append(": ");
        }
        return text.append(message).toString();
    }
}
