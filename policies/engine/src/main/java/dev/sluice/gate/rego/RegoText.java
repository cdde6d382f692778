package dev.sluice.gate.rego;

import dev.sluice.api.Policy.RegoVersion;
import java.util.List;

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

    public static RegoText of(String text) {
        return new RegoText(text, List.of(), RegoVersion.V1);
    }
}
