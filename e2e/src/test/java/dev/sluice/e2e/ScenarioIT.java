package dev.sluice.e2e;

import dev.sluice.e2e.demo.Scenario;
import dev.sluice.e2e.local.Checkout;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.tools.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The scenario of {@code ./sluice demo}, each step a test, in an environment of its own: its steps look at everything the
 * cloud holds. The steps build on each other; after one that fails, the rest is skipped.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ScenarioIT {
    private Path folder;
    private LocalEnvironment environment;
    private Scenario scenario;
    private boolean broken;

    @BeforeAll
    void start() throws Exception {
        var checkout = Checkout.find();
        folder = Files.createTempDirectory(
                Files.createDirectories(checkout.root().resolve("e2e/target")), "scenario-");
        environment = LocalEnvironment.start(LocalEnvironment.Options.of(checkout, folder), System.out::println);
        scenario = Scenario.prepare(environment, folder);
    }

    @AfterAll
    void stop() throws Exception {
        if (scenario != null) {
            scenario.close();
        }
        if (environment != null) {
            environment.close();
        }
        if (!broken) {
            Folders.delete(folder);
        }
    }

    @TestFactory
    Stream<DynamicTest> steps() {
        return Stream.concat(
                scenario.steps().stream()
                        .map(step -> test(step.name(), () -> step.action().run())),
                Stream.of(test("kill -9 at every point, for every kind", scenario::killEverywhere)));
    }

    private interface Action {
        String run() throws Exception;
    }

    private DynamicTest test(String name, Action action) {
        return DynamicTest.dynamicTest(name, () -> {
            Assumptions.assumeFalse(broken, "an earlier step failed");
            broken = true;
            System.out.println(name + ": " + action.run());
            broken = false;
        });
    }
}
