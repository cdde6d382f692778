package dev.sluice.api.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.GitRepository;
import dev.sluice.api.Policy;
import dev.sluice.api.PolicyExemption;
import dev.sluice.api.ReferenceGrant;
import dev.sluice.api.Sync;
import dev.sluice.api.Usage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedInCrdsTest {

    @Test
    void the_crds_of_the_core_kinds_are_what_the_java_types_say() {
        var crds = CrdGenerator.generate(List.of(
                GitRepository.class,
                Sync.class,
                Policy.class,
                PolicyExemption.class,
                ReferenceGrant.class,
                Usage.class));
        var files = new GeneratedFiles(
                Path.of("yaml"),
                "./mvnw -pl crds -am test -Dtest=CheckedInCrdsTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrds.update=true");
        if (Boolean.getBoolean("crds.update")) {
            files.write(crds);
        }
        assertThat(files.stale(crds)).isEmpty();
    }
}
