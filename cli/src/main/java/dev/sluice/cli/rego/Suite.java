package dev.sluice.cli.rego;

import java.util.List;

/**
 * Modules that are tested together: those of a folder, or those of one Policy.
 *
 * @param name of the folder or the Policy
 * @param old true for the syntax before OPA 1.0
 */
record Suite(String name, List<Module> modules, boolean old) {

    /**
     * @param file where it is written: a file of Rego, or the manifest that holds it
     * @param before line of the file above its first line of Rego
     */
    record Module(String file, int before, String text, boolean test) {
        int line(int row) {
            return before + Math.max(1, row);
        }
    }

    boolean hasTests() {
        return modules.stream().anyMatch(Module::test);
    }

    Module first() {
        return modules.getFirst();
    }
}
