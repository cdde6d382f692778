package dev.sluice.gate.rego;

import dev.sluice.api.Policy.RegoVersion;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Rego of one policy.
 *
 * @param text the module that judges
 * @param libraries modules that only it sees
 */
public record RegoText(String text, List<String> libraries, RegoVersion version) {

    public RegoText {
        libraries = List.copyOf(libraries);
    }

    /** The module, then its libraries. */
    List<String> texts() {
        return Stream.concat(Stream.of(text), libraries.stream()).toList();
    }

    public static RegoText of(String text) {
        return new RegoText(text, List.of(), RegoVersion.V1);
    }
}
