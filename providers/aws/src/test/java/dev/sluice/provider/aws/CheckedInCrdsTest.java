package dev.sluice.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.crd.CrdGenerator;
import dev.sluice.api.crd.GeneratedFiles;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderContext;
import io.fabric8.kubernetes.client.CustomResource;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class CheckedInCrdsTest {

    @Test
    void the_crds_of_aws_are_what_the_java_types_say() {
        var types = new ArrayList<Class<? extends CustomResource<?, ?>>>();
        types.add(ProviderConfig.class);
        try (var aws = new AwsProvider(ProviderContext.PLAIN)) {
            aws.kinds().stream().map(Kind::type).forEach(types::add);
        }
        var crds = CrdGenerator.generate(types);
        var files = new GeneratedFiles(
                Path.of("../../crds/yaml"),
                "./mvnw -pl providers/aws -am test -Dtest=CheckedInCrdsTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrds.update=true");
        if (Boolean.getBoolean("crds.update")) {
            files.write(crds);
        }
        assertThat(files.stale(crds)).isEmpty();
    }
}
