package dev.sluice.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Violation;
import dev.sluice.cli.verify.SuiteResult.CaseResult;
import dev.sluice.cli.verify.SuiteResult.TestResult;
import dev.sluice.cli.verify.TestFiles.FailedException;
import dev.sluice.gate.PolicySet;
import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;
import dev.sluice.gate.gatekeeper.InvalidObjectException;
import dev.sluice.gate.rego.Checked;
import dev.sluice.gate.rego.PolicyCompiler;
import dev.sluice.gate.rego.PolicyDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Runs suites, one test after the other, on the evaluator of the gate. */
final class SuiteRunner implements AutoCloseable {
    private final CaseWorld world = new CaseWorld();
    private final PolicyCompiler compiler;

    SuiteRunner(Path opa, InstantSource clock) {
        this.compiler = new PolicyCompiler(opa, world, world, clock);
    }

    @Override
    public void close() {
        compiler.close();
    }

    SuiteResult run(Suite suite, RunFilter filter) {
        if (suite.skip()) {
            return new SuiteResult(suite, true, "", Duration.ZERO, List.of());
        }
        var started = System.nanoTime();
        var files = new TestFiles(
                Objects.requireNonNullElse(suite.file().toAbsolutePath().getParent(), Path.of("/")));
        var results = new ArrayList<TestResult>();
        for (var test : suite.tests()) {
            results.add(test.skip() || !filter.takes(test) ? TestResult.skipped(test) : run(test, files, filter));
        }
        return new SuiteResult(suite, false, "", since(started), results);
    }

    private TestResult run(Suite.Test test, TestFiles files, RunFilter filter) {
        var started = System.nanoTime();
        var cases = new ArrayList<CaseResult>();
        try {
            var template = files.template(test.template());
            var read = template(template);
            var constraint = files.constraint(test.constraint());
            if (test.invalid()) {
                invalid(read, constraint);
            } else {
                var set = compiled(definition(read, constraint, test, files), template, read);
                for (var one : test.cases()) {
                    cases.add(one.skip() || !filter.takes(test, one) ? CaseResult.skipped(one) : run(one, set, files));
                }
            }
            return new TestResult(test, false, "", since(started), cases);
        } catch (FailedException e) {
            return new TestResult(test, false, String.valueOf(e.getMessage()), since(started), cases);
        }
    }

    private static ConstraintTemplate template(TestFiles.Found found) throws FailedException {
        try {
            return ConstraintTemplate.read(found.object());
        } catch (InvalidObjectException e) {
            throw found.failed(e);
        }
    }

    private static void invalid(ConstraintTemplate template, TestFiles.Found constraint) throws FailedException {
        try {
            Constraint.read(constraint.object()).of(template);
        } catch (InvalidObjectException e) {
            return;
        }
        throw new FailedException("the constraint was expected not to fit its template, and it does");
    }

    private static PolicyDefinition definition(
            ConstraintTemplate template, TestFiles.Found constraint, Suite.Test test, TestFiles files)
            throws FailedException {
        try {
            var policy = Constraint.read(constraint.object()).judgingDeletions().of(template);
            return template.readsInventory() ? policy.withInventory(CaseWorld.kinds(test, files, policy)) : policy;
        } catch (InvalidObjectException e) {
            throw constraint.failed(e);
        }
    }

    private PolicySet compiled(PolicyDefinition policy, TestFiles.Found found, ConstraintTemplate template)
            throws FailedException {
        try {
            world.asks(policy.inventory());
            return compiler.compile(List.of(policy));
        } catch (IllegalStateException e) {
            // What is wrong with it is told with its lines when it is looked at alone.
            if (compiler.check(policy) instanceof Checked.Broken broken) {
                throw new FailedException(broken.errors().stream()
                        .map(f -> found.told(
                                template.field(f.library()), f.line(), "the Rego does not compile: " + f.message()))
                        .collect(Collectors.joining("; ")));
            }
            throw new FailedException(String.valueOf(e.getMessage()));
        }
    }

    private CaseResult run(Suite.Case one, PolicySet set, TestFiles files) {
        var started = System.nanoTime();
        try {
            var problem = problem(one, set, files);
            return new CaseResult(one, false, problem, since(started));
        } catch (FailedException e) {
            return new CaseResult(one, false, String.valueOf(e.getMessage()), since(started));
        }
    }

    private String problem(Suite.Case one, PolicySet set, TestFiles files) throws FailedException {
        if (one.assertions().isEmpty()) {
            throw new FailedException("it has no assertions; say how many violations there are to be");
        }
        var change = Reviews.change(files.object(one.object()));
        List<ObjectNode> inventory = files.inventory(one.inventory());
        var judgement = world.with(inventory, () -> set.judge(change));
        var said = new ArrayList<Violation>(judgement.violations());
        said.addAll(judgement.warnings());
        said.addAll(judgement.dryRuns());
        for (var violation : said) {
            if (violation.message().startsWith(PolicySet.NOT_EVALUATED)) {
                throw new FailedException(violation.message());
            }
        }
        return one.assertions().stream()
                .map(a -> a.objection(said))
                .filter(objection -> !objection.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
