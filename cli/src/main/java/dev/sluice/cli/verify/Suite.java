package dev.sluice.cli.verify;

import java.nio.file.Path;
import java.util.List;

/**
 * A file of tests.
 *
 * @param file where it is; paths inside are relative to its folder
 * @param shown its path in the words of who asked
 */
record Suite(Path file, String shown, boolean skip, List<Test> tests) {
    Suite {
        tests = List.copyOf(tests);
    }

    /**
     * A template with a constraint.
     *
     * @param invalid whether the constraint is expected not to be one for the template
     * @param line in the suite's file
     */
    record Test(
            String name,
            String template,
            String constraint,
            boolean invalid,
            boolean skip,
            List<Case> cases,
            int line) {
        Test {
            cases = List.copyOf(cases);
        }
    }

    /** What the constraint says of one object. */
    record Case(
            String name, String object, List<String> inventory, boolean skip, List<Assertion> assertions, int line) {
        Case {
            inventory = List.copyOf(inventory);
            assertions = List.copyOf(assertions);
        }
    }
}
