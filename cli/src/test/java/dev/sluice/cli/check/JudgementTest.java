package dev.sluice.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Violation;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Result;
import dev.sluice.gate.Change;
import dev.sluice.gate.DecisionSink;
import dev.sluice.gate.Exemptions;
import dev.sluice.gate.Gate;
import dev.sluice.gate.PolicySet;
import dev.sluice.manifest.ManifestParser;
import dev.sluice.provider.Confidential;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final String OBJECT = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";

    private int asked;

    /** A policy that cannot be evaluated the first times. */
    private List<Finding> judged(int failures, Exemptions exemptions) {
        PolicySet set = new PolicySet() {
            @Override
            public String digest() {
                return "d";
            }

            @Override
            public PolicySet.Judgement judge(Change change) {
                var message = asked++ < failures ? "this policy could not be evaluated: too slow" : "no";
                return new PolicySet.Judgement(
                        List.of(new Violation("p", message, "high", "r", null)), List.of(), List.of());
            }
        };
        var manifest = ManifestParser.parse("a.yaml", OBJECT.getBytes(StandardCharsets.UTF_8))
                .manifests()
                .getFirst();
        return new Judgement(
                        new Gate(() -> set, exemptions, DecisionSink.NONE, InstantSource.system()),
                        new Policies(set, Map.of(), List.of()),
                        new Confidential(List.of()),
                        new Workload.Lines(Map.of()),
                        "",
                        "none")
                .of(new Item(manifest, true, null));
    }

    @Test
    void a_policy_that_fails_once_is_asked_again_and_one_that_fails_twice_is_an_error() {
        assertThat(judged(1, Exemptions.NONE)).singleElement().returns(Result.FAIL, Finding::result);
        asked = 0;
        assertThat(judged(9, Exemptions.NONE)).singleElement().returns(Result.ERROR, Finding::result);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void what_is_exempt_is_skipped_and_says_by_what() {
        assertThat(judged(0, (change, violation, at) -> "until-friday"))
                .singleElement()
                .returns(Result.SKIP, Finding::result)
                .returns("no (exempt by until-friday)", Finding::message);
    }

    private static String field(String message, String details) throws Exception {
        return Judgement.field(new Violation(
                "p", message, "high", "r", details == null ? null : new ObjectMapper().readTree(details)));
    }

    @Test
    void the_field_is_what_the_details_name_else_what_the_message_does() throws Exception {
        assertThat(field("set spec.forProvider.tags[team], please", null)).isEqualTo("spec.forProvider.tags[team]");
        assertThat(field("see metadata.labels.", "{\"path\": \"spec.a[0].b\"}")).isEqualTo("spec.a[0].b");
        assertThat(field("no", "{\"field\": \"region\"}")).isEqualTo("spec.forProvider.region");
        assertThat(field("the specification is wrong", null)).isEmpty();
    }
}
