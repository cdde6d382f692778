package com.example.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.crd.CrdGenerator;
import dev.sluice.api.crd.GeneratedFiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedInCrdsTest {

    @Test
    void the_definitions_are_what_the_java_types_say() {
        var crds = CrdGenerator.generate(List.of(Note.class, ProviderConfig.class));
        var files = new GeneratedFiles(
                Path.of(System.getProperty("example.folder", "")).resolve("deploy/crds"),
                "./mvnw -f examples/provider/pom.xml test -Dcrds.update=true");
        if (Boolean.getBoolean("crds.update")) {
            files.write(crds);
        }
        assertThat(files.stale(crds)).isEmpty();
    }
}
