package dev.sluice.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Finding.Place;
import dev.sluice.cli.output.Finding.Resource;
import dev.sluice.cli.output.Findings;
import dev.sluice.cli.output.Result;
import dev.sluice.cli.output.Severity;
import dev.sluice.cli.output.Summary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportReaderTest {
    private static List<Finding> read(String report) throws Exception {
        return new ReportReader(Map.of("tags", List.of("CIS-1.2")), "prod")
                .findings(new ObjectMapper().readTree(report));
    }

    private static List<Finding> ofAnObject() throws Exception {
        return read("""
            {"metadata": {"name": "uid-1", "namespace": "shop",
               "labels": {"sluice.dev/report": "audit"},
               "annotations": {"sluice.dev/source-path": "infra/q.yaml", "sluice.dev/source-line": "12"}},
             "scope": {"apiVersion": "sqs.aws.sluice.dev/v1alpha1", "kind": "Queue", "namespace": "shop", "name": "orders"},
             "results": [
               {"policy": "tags", "rule": "violation", "severity": "high", "result": "fail", "message": "no team"},
               {"policy": "sizes", "result": "skip", "message": "large", "properties": {"exemption": "until-friday"}},
               {"policy": "other", "result": "pass"}]}\
            """);
    }

    @Test
    void a_report_says_which_object_which_controls_and_where_in_git() throws Exception {
        assertThat(ofAnObject().getFirst())
                .isEqualTo(new Finding(
                        "tags",
                        "violation",
                        Severity.HIGH,
                        List.of("CIS-1.2"),
                        Result.FAIL,
                        "no team",
                        new Resource("sqs.aws.sluice.dev/v1alpha1", "Queue", "shop", "orders"),
                        new Place("infra/q.yaml", 12),
                        "prod"));
        assertThat(ofAnObject())
                .extracting(Finding::result, Finding::message)
                .contains(tuple(Result.SKIP, "large (exempt by until-friday)"), tuple(Result.PASS, ""));
    }

    @Test
    void what_was_refused_is_told_apart_and_has_its_own_object() throws Exception {
        var findings = read("""
            {"metadata": {"name": "sluice-denials", "labels": {"sluice.dev/report": "denials"}},
             "results": [{"policy": "tags", "rule": "violation", "result": "fail", "message": "no",
               "resources": [{"apiVersion": "v1", "kind": "ConfigMap", "namespace": "shop", "name": "c"}]}]}\
            """);

        assertThat(findings).singleElement().satisfies(f -> {
            assertThat(f.ruleId()).isEqualTo("tags/denied");
            assertThat(f.resource()).isEqualTo(new Resource("v1", "ConfigMap", "shop", "c"));
            assertThat(f.place()).isNull();
        });
    }

    @Test
    void a_result_that_is_not_known_is_an_error_and_not_a_pass() throws Exception {
        assertThat(read("{\"results\": [{\"policy\": \"p\", \"result\": \"maybe\"}]}"))
                .singleElement()
                .returns(Result.ERROR, Finding::result);
    }

    @Test
    void numbers_by_control_count_only_policies_that_answer_one() throws Exception {
        var text = new StringWriter();
        Summary.CONTROL.print(new Findings("t", Instant.EPOCH, ofAnObject(), List.of()), new PrintWriter(text));

        assertThat(text.toString().lines()).hasSize(3).anyMatch(l -> l.matches("CIS-1.2 +0 +1 +0 +0 +0"));
    }
}
