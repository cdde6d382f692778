package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.crd.CrdFiles;
import dev.sluice.api.crd.CrdGenerator;
import dev.sluice.provider.aws.client.CallListener;
import io.fabric8.kubernetes.client.CustomResource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedInCrdsTest {

    @Test
    void the_crds_of_aws_are_what_the_java_types_say() {
        var crds = CrdGenerator.generate(kinds());
        var files = new CrdFiles(
                Path.of("../../crds/yaml"),
                "./mvnw -pl providers/aws -am test -Dtest=CheckedInCrdsTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrds.update=true");
        if (Boolean.getBoolean("crds.update")) {
            files.write(crds);
        }
        assertThat(files.stale(crds)).isEmpty();
    }

    private static List<Class<? extends CustomResource<?, ?>>> kinds() {
        var kinds = new ArrayList<Class<? extends CustomResource<?, ?>>>();
        kinds.add(ProviderConfig.class);
        try (var provider = new AwsProvider(CallListener.NONE)) {
            provider.kinds().forEach(kind -> kinds.add(kind.type()));
        }
        return kinds;
    }
}
