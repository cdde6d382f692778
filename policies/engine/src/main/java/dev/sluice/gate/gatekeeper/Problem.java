package dev.sluice.gate.gatekeeper;

/**
 * What is wrong with an object, and where.
 *
 * @param field path in the object, for example {@code spec.targets[0].rego}; empty for the whole object
 * @param line line within the text that the field holds, from 1; 0 where the field as a whole is meant
 */
public record Problem(String field, int line, String message) {

    static Problem at(String field, String message) {
        return new Problem(field, 0, message);
    }

    @Override
    public String toString() {
        var place = line > 0 ? "%s line %d".formatted(field, line) : field;
        return place.isEmpty() ? message : place + ": " + message;
    }
}
