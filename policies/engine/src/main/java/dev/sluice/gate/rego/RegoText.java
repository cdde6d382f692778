package dev.sluice.gate.rego;

import dev.sluice.api.Policy.RegoVersion;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Rego of one policy.
 *
 * @param text the module that judges
 * @param libraries modules that only it sees
 * @param contract which of its rules judge
 */
public record RegoText(String text, List<String> libraries, RegoVersion version, Contract contract) {

    /** Which rules of a module judge. */
    public enum Contract {
        /** Of a Policy: {@code violation}, {@code deny} and {@code warn}. */
        POLICY,

        /** Of a Gatekeeper template: {@code violation}. Its other rules are its own affair, whatever they are called. */
        TEMPLATE;

        List<String> rules() {
            return switch (this) {
                case POLICY -> List.of("violation", "deny", "warn");
                case TEMPLATE -> List.of("violation");
            };
        }
    }

    /** Of a Policy. */
    public RegoText(String text, List<String> libraries, RegoVersion version) {
        this(text, libraries, version, Contract.POLICY);
    }

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
