package dev.sluice.policy;

import dev.sluice.api.Policy;
import dev.sluice.gate.rego.Checked;
import dev.sluice.gate.rego.Finding;
import dev.sluice.gate.rego.ParametersSchema;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of one revision of a {@code Policy}, looked at alone: its Rego compiles, its parameters are as its
 * schema wants them, and its own tests pass. One that fails any of these is never offered.
 *
 * @param checked what OPA says; broken also where parameters or tests are
 * @param reason of the condition, where it is broken
 * @param message where it is broken
 * @param field the field of {@code spec} that {@code checked}'s lines are in
 * @param tests how its tests went; null where it has none, or they were not run
 */
public record PolicyVerdict(
        Checked checked, String reason, String message, String field, Policy.@Nullable Tests tests) {
    private static final int MAX_FAILURES = 20;

    public static PolicyVerdict of(PolicyCompiler compiler, PolicyDefinition policy, Policy.Spec spec) {
        if (spec.parametersSchema() != null) {
            var wrong = ParametersSchema.check(spec.parametersSchema(), spec.parameters());
            if (!wrong.isEmpty()) {
                return broken(
                        wrong.stream().map(message -> new Finding(0, message)).toList(),
                        "ParametersInvalid",
                        "Its parameters are not as its schema wants them: ",
                        "parameters",
                        null);
            }
        }
        return switch (compiler.check(policy)) {
            case Checked.Broken broken -> new PolicyVerdict(broken, "CompileFailed", broken.message(), "rego", null);
            case Checked.Compiled compiled ->
                spec.tests() == null
                        ? new PolicyVerdict(compiled, "Compiled", "", "rego", null)
                        : tested(compiler, policy, spec.tests(), compiled);
        };
    }

    private static PolicyVerdict tested(
            PolicyCompiler compiler, PolicyDefinition policy, String text, Checked.Compiled compiled) {
        var report = compiler.test(policy, text);
        var failures = report.failures().stream()
                .limit(MAX_FAILURES)
                .map(Finding::toString)
                .toList();
        var tests = new Policy.Tests(report.passed(), report.failed(), failures.isEmpty() ? null : failures);
        return report.failures().isEmpty()
                ? new PolicyVerdict(compiled, "Compiled", "", "rego", tests)
                : broken(report.failures(), "TestsFailed", "It fails its own tests: ", "tests", tests);
    }

    private static PolicyVerdict broken(
            List<Finding> findings, String reason, String what, String field, Policy.@Nullable Tests tests) {
        var message = what
                + findings.stream().limit(MAX_FAILURES).map(Finding::toString).collect(Collectors.joining("; "))
                + ".";
        return new PolicyVerdict(new Checked.Broken(findings), reason, message, field, tests);
    }
}
