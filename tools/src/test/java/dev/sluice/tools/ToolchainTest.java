package dev.sluice.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolchainTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void anEmptyMachine() {
        environment.put("SLUICE_CACHE", folder.resolve("cache").toString());
        environment.put("PATH", folder.resolve("path").toString());
    }

    @Test
    void theVariableThatNamesAToolGoesBeforeEverythingElse() {
        var named = FakeTools.printing(folder.resolve("mine"), "etcd", "etcd Version: 3.5.0");
        FakeTools.printing(folder.resolve("assets"), "etcd", "etcd Version: 3.6.0");
        FakeTools.printing(folder.resolve("path"), "etcd", "etcd Version: 3.6.1");
        environment.put("SLUICE_ETCD", named.toString());
        environment.put("KUBEBUILDER_ASSETS", folder.resolve("assets").toString());

        assertThat(toolchain(neverBuilds()).executable(Tool.ETCD)).isEqualTo(named);
        assertThat(said).containsExactly("etcd: " + named + " (SLUICE_ETCD)");
    }

    @Test
    void aNamedToolThatIsNotThereIsRefusedAndNotReplaced() {
        FakeTools.printing(folder.resolve("path"), "opa", "Version: 1.22.0");
        environment.put("SLUICE_OPA", "/nowhere/opa");

        assertThatThrownBy(() -> toolchain(neverBuilds()).executable(Tool.OPA))
                .isInstanceOf(ToolMissingException.class)
                .hasMessageContaining("SLUICE_OPA says that opa is /nowhere/opa")
                .hasMessageContaining("correct or unset SLUICE_OPA");
    }

    @Test
    void kubebuilderAssetsGoBeforeThePathForKubernetesToolsAndSayNothingOfOthers() {
        var asset = FakeTools.printing(folder.resolve("assets"), "kube-apiserver", "Kubernetes v1.34.0");
        FakeTools.printing(folder.resolve("path"), "kube-apiserver", "Kubernetes v1.36.3");
        var opa = FakeTools.printing(folder.resolve("path"), "opa", "Version: 1.22.0");
        environment.put("KUBEBUILDER_ASSETS", folder.resolve("assets").toString());

        assertThat(toolchain(neverBuilds()).executable(Tool.KUBE_APISERVER)).isEqualTo(asset);
        assertThat(toolchain(neverBuilds()).executable(Tool.OPA)).isEqualTo(opa);
    }

    @ParameterizedTest(name = "{0} that says \"{1}\" is taken from the PATH: {2}")
    @CsvSource({
        "KUBE_APISERVER, Kubernetes v1.36.0, true",
        "KUBE_APISERVER, Kubernetes v1.35.4, false",
        "ETCD, etcd Version: 3.6.1, true",
        "ETCD, etcd Version: 3.5.21, false",
        "KUBECTL, Client Version: v1.35.1, true",
        "KUBECTL, Client Version: v1.30.1, false",
        "KUBECTL, Client Version: v1.36.4-dispatcher, false",
        "OPA, Version: 1.0.0, true",
        "OPA, Version: 0.70.0, false",
        "OPA, hello, false",
    })
    void whatLiesOnThePathIsTakenOnlyWhenItsVersionIsUsable(Tool tool, String line, boolean taken) {
        var onPath = FakeTools.printing(folder.resolve("path"), tool.program(), line);

        var chosen = toolchain(builder(0)).executable(tool);

        assertThat(chosen.equals(onPath)).isEqualTo(taken);
        if (!taken) {
            assertThat(said).anyMatch(l -> l.startsWith(tool.program() + ": " + onPath + " is not used, it "));
        }
    }

    @ParameterizedTest(name = "moto_server whose Python has moto {0} is taken from the PATH: {1}")
    @CsvSource({"5.2.5, true", "5.1.0, false"})
    void motoOnThePathIsJudgedByThePythonThatItsFirstLineNames(String version, boolean taken) throws Exception {
        var python = FakeTools.printing(folder.resolve("venv"), "python", version);
        var onPath = FakeTools.printing(folder.resolve("path"), "moto_server", "ignored");
        Files.writeString(onPath, "#!" + python + "\n");

        assertThat(toolchain(builder(0)).executable(Tool.MOTO).equals(onPath)).isEqualTo(taken);
    }

    @Test
    void whatWasBuiltEarlierGoesBeforeThePath() {
        var built = toolchain(builder(0)).executable(Tool.OPA);
        FakeTools.printing(folder.resolve("path"), "opa", "Version: 1.22.0");

        assertThat(toolchain(neverBuilds()).executable(Tool.OPA)).isEqualTo(built);
    }

    @Test
    void whatWasBuiltOnceIsNotBuiltAgain() throws Exception {
        var first = toolchain(builder(0)).executable(Tool.OPA);
        var second = toolchain(builder(0)).executable(Tool.OPA);

        assertThat(second).isEqualTo(first);
        assertThat(Files.readAllLines(folder.resolve("journal"))).containsExactly("opa");
        assertThat(said)
                .anyMatch(l -> l.contains("building it once"))
                .last()
                .asString()
                .contains("built earlier");
    }

    @Test
    void aBuildThatFailedHalfWayLeavesNothingThatCountsAndTheNextOneSucceeds() {
        Toolchain.Builder halfWay = (tool, into, progress) -> {
            FakeTools.printing(into, tool.program(), "half");
            throw new ToolMissingException("the compiler fell over.");
        };
        assertThatThrownBy(() -> toolchain(halfWay).executable(Tool.ETCD)).hasMessageContaining("fell over");

        var executable = toolchain(builder(0)).executable(Tool.ETCD);

        assertThat(executable).isExecutable().content().contains(Tool.ETCD.version());
        assertThat(folder.resolve("cache"))
                .isDirectoryNotContaining(p -> p.toString().contains(".part-"));
    }

    @Test
    void whenNothingIsPossibleTheErrorNamesEveryChoice() {
        FakeTools.printing(folder.resolve("path"), "kubectl", "Client Version: v1.32.4-dispatcher");
        Toolchain.Builder impossible = (tool, into, progress) -> {
            throw new ToolMissingException("there is no Go 1.26 or newer to build it with.");
        };

        assertThatThrownBy(() -> toolchain(impossible).executable(Tool.KUBECTL))
                .isInstanceOf(ToolMissingException.class)
                .hasMessageContainingAll(
                        "kubectl 1.36.3 is needed",
                        "no Go 1.26 or newer",
                        "SLUICE_KUBECTL",
                        "KUBEBUILDER_ASSETS",
                        "KUBECONFIG",
                        "v1.32.4-dispatcher, not a release",
                        "install Go 1.26 or newer");
        assertThatThrownBy(() -> toolchain(impossible).executable(Tool.MOTO))
                .hasMessageContainingAll("SLUICE_MOTO", "put moto_server 5.2.5 on the PATH", "Python 3.11");
    }

    @Test
    void everyToolHasItsPinsOnTheClassPath() {
        for (var tool : Tool.values()) {
            assertThat(Pins.digest(tool)).as(tool.program()).matches("[0-9a-f]{8}");
        }
    }

    private Toolchain toolchain(Toolchain.Builder builder) {
        Consumer<String> progress = said::add;
        return new Toolchain(environment, builder, progress);
    }

    private Toolchain.Builder builder(long millis) {
        return new FakeTools.JournallingBuilder(folder.resolve("journal"), millis);
    }

    private static Toolchain.Builder neverBuilds() {
        return (tool, into, progress) -> {
            throw new AssertionError("nothing had to be built");
        };
    }
}
