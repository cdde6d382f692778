package dev.sluice.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectReportTest {
    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");
    private static final ObjectReport.Subject QUEUE =
            new ObjectReport.Subject("sqs.aws.sluice.dev/v1alpha1", "Queue", "shop", "orders", "uid-1");

    private static Verdict verdict(Verdict.Result result, String message) {
        return new Verdict("tags", "violation", "high", result, "deny", message, Map.of("enforcement", "deny"));
    }

    private static ObjectReport report(Instant at, Verdict... verdicts) {
        var entries = List.of(verdicts).stream()
                .map(v -> new ObjectReport.Entry(v, null, at))
                .toList();
        return new ObjectReport("shop", "uid-1", QUEUE, Map.of("sluice.dev/source-path", "a.yaml"), entries);
    }

    @Test
    void an_open_report_has_the_fields_that_its_readers_know() {
        var document = report(NOON, verdict(Verdict.Result.PASS, ""), verdict(Verdict.Result.FAIL, "no team"))
                .document(ReportKind.OPEN_REPORTS);

        assertThat(document.path("apiVersion").asText()).isEqualTo("openreports.io/v1alpha1");
        assertThat(document.path("kind").asText()).isEqualTo("Report");
        assertThat(document.path("source").asText()).isEqualTo("sluice");
        assertThat(document.at("/metadata/name").asText()).isEqualTo("uid-1");
        assertThat(document.at("/metadata/labels/app.kubernetes.io~1managed-by").asText())
                .isEqualTo("sluice");
        assertThat(document.at("/metadata/annotations/sluice.dev~1source-path").asText())
                .isEqualTo("a.yaml");
        assertThat(document.at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("uid-1");
        assertThat(document.at("/scope/name").asText()).isEqualTo("orders");
        assertThat(document.path("summary").toString())
                .isEqualTo("{\"error\":0,\"fail\":1,\"warn\":0,\"skip\":0,\"pass\":1}");
        assertThat(document.at("/results/0").toString())
                .isEqualTo("{\"source\":\"sluice\",\"policy\":\"tags\",\"rule\":\"violation\",\"severity\":\"high\","
                        + "\"result\":\"fail\",\"scored\":true,\"timestamp\":{\"seconds\":1796040000,\"nanos\":0},"
                        + "\"message\":\"no team\",\"properties\":{\"enforcement\":\"deny\"}}");
    }

    @Test
    void the_older_kind_has_no_source_at_its_top() {
        var document = report(NOON, verdict(Verdict.Result.PASS, "")).document(ReportKind.POLICY_REPORTS);

        assertThat(document.path("apiVersion").asText()).isEqualTo("wgpolicyk8s.io/v1alpha2");
        assertThat(document.path("kind").asText()).isEqualTo("PolicyReport");
        assertThat(document.has("source")).isFalse();
    }

    @Test
    void what_is_said_again_later_is_the_same_and_anything_else_is_not() {
        var kind = ReportKind.OPEN_REPORTS;
        var digest = report(NOON, verdict(Verdict.Result.FAIL, "no team")).digest(kind);

        assertThat(report(NOON.plusSeconds(60), verdict(Verdict.Result.FAIL, "no team"))
                        .digest(kind))
                .isEqualTo(digest);
        assertThat(report(NOON, verdict(Verdict.Result.PASS, "no team")).digest(kind))
                .isNotEqualTo(digest);
    }

    @Test
    void the_first_of_too_many_are_the_ones_that_matter_and_all_are_counted() {
        var many = new ArrayList<Verdict>();
        for (int i = 0; i < 300; i++) {
            many.add(verdict(Verdict.Result.PASS, "p" + i));
        }
        many.add(verdict(Verdict.Result.FAIL, "the one"));

        var document = report(NOON, many.toArray(Verdict[]::new)).document(ReportKind.OPEN_REPORTS);

        assertThat(document.path("results")).hasSize(ObjectReport.MAX_RESULTS);
        assertThat(document.at("/results/0/message").asText()).isEqualTo("the one");
        assertThat(document.at("/summary/pass").asInt()).isEqualTo(300);
    }
}
