package dev.sluice.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.output.Finding.Place;
import dev.sluice.cli.output.Finding.Resource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class OutputTest {
    private static final Resource ORDERS = new Resource("sqs.aws.sluice.dev/v1alpha1", "Queue", "shop", "orders");
    private static final String HOSTILE =
            "=cmd|' /C calc'!A1 <script>alert(1)</script> \"x\", y\r\n::error::injected\u0007";

    private static Finding finding(Result result, String message) {
        return new Finding(
                "required-tags",
                "violation",
                Severity.HIGH,
                List.of("CIS-AWS-2.1.4", "NIST-800-53-SA-9(5)"),
                result,
                message,
                ORDERS,
                new Place("infra/a queue.yaml", 12),
                "prod");
    }

    private static Findings findings(Finding... all) {
        return new Findings("sluice check", Instant.parse("2026-11-30T12:00:00Z"), List.of(all), List.of("a note"));
    }

    private static JsonNode json(Format format, Findings findings) throws Exception {
        return new ObjectMapper().readTree(format.text(findings));
    }

    private static Document xml(Findings findings) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(Format.JUNIT.text(findings).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void people_read_what_is_wrong_where_and_how_many() {
        var text =
                Format.TEXT.text(findings(finding(Result.PASS, "fine"), finding(Result.FAIL, "tag team is missing")));

        assertThat(text)
                .contains(
                        "fail  infra/a queue.yaml:12: [required-tags/violation] Queue shop/orders: tag team is missing"
                                + " (high; CIS-AWS-2.1.4, NIST-800-53-SA-9(5))")
                .contains("note: a note")
                .contains("sluice check: 1 failed, 1 passed")
                .doesNotContain("fine");
    }

    @Test
    void a_message_cannot_write_lines_of_its_own() {
        assertThat(Format.TEXT.text(findings(finding(Result.FAIL, HOSTILE))).lines())
                .hasSize(3);
        assertThat(Format.GITHUB.text(findings(finding(Result.FAIL, HOSTILE))).lines())
                .hasSize(3)
                .noneMatch(line -> line.startsWith("::error::"));
    }

    @Test
    void json_says_everything_that_is_known() throws Exception {
        var one = json(Format.JSON, findings(finding(Result.FAIL, "wrong"))).at("/results/0");

        assertThat(one.toString())
                .isEqualTo(
                        "{\"policy\":\"required-tags\",\"rule\":\"violation\",\"result\":\"fail\",\"severity\":\"high\","
                                + "\"message\":\"wrong\",\"controls\":[\"CIS-AWS-2.1.4\",\"NIST-800-53-SA-9(5)\"],"
                                + "\"resource\":{\"apiVersion\":\"sqs.aws.sluice.dev/v1alpha1\",\"kind\":\"Queue\",\"namespace\":\"shop\",\"name\":\"orders\"},\"file\":\"infra/a"
                                + " queue.yaml\",\"line\":12,\"cluster\":\"prod\"}");
    }

    /** The properties that the SARIF 2.1.0 schema requires, and those without which code scanning refuses a file. */
    @Test
    void sarif_has_what_its_schema_and_code_scanning_require() throws Exception {
        var sarif = json(Format.SARIF, findings(finding(Result.FAIL, "wrong"), finding(Result.WARN, "hm")));

        assertThat(sarif.path("version").asText()).isEqualTo("2.1.0");
        assertThat(sarif.path("$schema").asText()).endsWith("sarif-2.1.0.json");
        assertThat(sarif.path("runs")).hasSize(1);
        var run = sarif.at("/runs/0");
        assertThat(run.at("/tool/driver/name").asText()).isEqualTo("sluice");
        assertThat(run.at("/invocations/0/executionSuccessful").isBoolean()).isTrue();
        assertThat(run.path("results")).hasSize(2).allSatisfy(result -> {
            var rule = run.at("/tool/driver/rules/" + result.path("ruleIndex").asInt());
            assertThat(rule.path("id")).isEqualTo(result.path("ruleId"));
            assertThat(result.at("/message/text").asText()).isNotEmpty();
            assertThat(result.path("level").asText()).isIn("none", "note", "warning", "error");
            assertThat(result.at("/locations/0/physicalLocation/region/startLine")
                            .asInt())
                    .isEqualTo(12);
            assertThat(result.at("/partialFingerprints/primaryLocationLineHash").asText())
                    .hasSize(32);
        });
        var first = run.at("/results/0");
        assertThat(first.path("ruleId").asText()).isEqualTo("required-tags/violation");
        assertThat(first.path("level").asText()).isEqualTo("error");
        assertThat(first.at("/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .as("relative, and a URI")
                .isEqualTo("infra/a%20queue.yaml");
        assertThat(run.at("/tool/driver/rules/0/properties/tags"))
                .extracting(JsonNode::asText)
                .contains("CIS-AWS-2.1.4");
    }

    @Test
    void a_finding_that_moves_in_its_file_is_the_same_to_code_scanning() throws Exception {
        var before = finding(Result.FAIL, "wrong");
        var moved = new Finding(
                before.policy(),
                before.rule(),
                before.severity(),
                before.controls(),
                before.result(),
                before.message(),
                before.resource(),
                new Place("infra/a queue.yaml", 99),
                "prod");
        var path = "/runs/0/results/0/partialFingerprints";

        assertThat(json(Format.SARIF, findings(before)).at(path))
                .isEqualTo(json(Format.SARIF, findings(moved)).at(path))
                .isNotEqualTo(json(Format.SARIF, findings(finding(Result.FAIL, "else")))
                        .at(path));
    }

    @Test
    void sarif_keeps_what_matters_most_and_says_how_much_it_left_out() throws Exception {
        var all = new ArrayList<Finding>();
        for (int i = 0; i < Sarif.MAX_RESULTS + 5; i++) {
            all.add(finding(Result.WARN, "warning " + i));
        }
        all.add(finding(Result.FAIL, "the one that matters"));
        var sarif = json(Format.SARIF, new Findings("t", Instant.EPOCH, all, List.of()));

        assertThat(sarif.at("/runs/0/results")).hasSize(Sarif.MAX_RESULTS);
        assertThat(sarif.at("/runs/0/results/0/message/text").asText()).endsWith("the one that matters");
        assertThat(sarif.at("/runs/0/invocations/0/toolExecutionNotifications/0/message/text")
                        .asText())
                .isEqualTo("6 more results are left out");
    }

    @Test
    void what_passed_is_no_alert_and_what_is_exempt_is_a_suppressed_one() throws Exception {
        var results = json(Format.SARIF, findings(finding(Result.PASS, "fine"), finding(Result.SKIP, "by exemption x")))
                .at("/runs/0/results");

        assertThat(results).hasSize(1);
        assertThat(results.at("/0/suppressions/0/justification").asText()).isEqualTo("by exemption x");
    }

    @Test
    void junit_is_xml_with_a_case_a_rule() throws Exception {
        var document = xml(findings(
                finding(Result.FAIL, HOSTILE),
                finding(Result.ERROR, "broken"),
                finding(Result.SKIP, "exempt"),
                finding(Result.WARN, "hm"),
                finding(Result.PASS, "")));

        var suites = document.getDocumentElement();
        assertThat(suites.getAttribute("tests")).isEqualTo("5");
        assertThat(suites.getAttribute("failures")).isEqualTo("1");
        assertThat(suites.getAttribute("errors")).isEqualTo("1");
        assertThat(suites.getAttribute("skipped")).isEqualTo("1");
        var suite = (Element) document.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("name")).isEqualTo("infra/a queue.yaml");
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(5);
        var failure = (Element) document.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("type")).isEqualTo("high");
        assertThat(failure.getTextContent()).contains("<script>").contains("\uFFFD");
    }

    @Test
    void github_annotates_the_line() {
        assertThat(Format.GITHUB.text(findings(finding(Result.FAIL, "100% wrong\nreally"), finding(Result.WARN, "hm"))))
                .contains("::error file=infra/a queue.yaml,line=12,title=required-tags/violation::"
                        + "Queue shop/orders: 100%25 wrong%0Areally")
                .contains("::warning file=infra/a queue.yaml,line=12,");
    }

    @Test
    void csv_has_no_formula_and_quotes_what_needs_it() {
        var csv = Format.CSV.text(findings(finding(Result.FAIL, HOSTILE)));

        assertThat(csv)
                .startsWith("result,severity,policy,rule,controls,cluster,namespace,")
                .contains("\r\n");
        assertThat(csv)
                .contains("fail,high,required-tags,violation,CIS-AWS-2.1.4 NIST-800-53-SA-9(5),prod,shop,")
                .contains(",\"'=cmd|' /C calc'!A1 <script>alert(1)</script> \"\"x\"\", y");
        for (var start : List.of("+1", "-1", "@SUM(A1)", "\tx")) {
            assertThat(Format.CSV.text(findings(finding(Result.FAIL, start)))).contains(",'" + start);
        }
    }

    @Test
    void the_page_needs_nothing_else_and_shows_messages_as_text() {
        var html = Format.HTML.text(findings(finding(Result.FAIL, HOSTILE), finding(Result.PASS, "fine")));

        assertThat(html)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script")
                .doesNotContainPattern("(src|href)=")
                .doesNotContain("url(")
                .doesNotContain("http:")
                .contains("default-src 'none'")
                .contains("By policy", "By control", "By namespace", "By cluster")
                .contains("<tr><td>CIS-AWS-2.1.4</td><td class=\"n\">1</td><td class=\"n\">1</td>");
    }

    /** The properties that the OSCAL assessment results model requires, and the form of its identifiers. */
    @Test
    void oscal_concludes_by_control_from_observations() throws Exception {
        var report = json(Format.OSCAL, findings(finding(Result.FAIL, "wrong"), finding(Result.PASS, "fine")))
                .path("assessment-results");

        assertThat(report.at("/metadata/oscal-version").asText()).isEqualTo("1.1.2");
        assertThat(report.at("/metadata/last-modified").asText()).isEqualTo("2026-11-30T12:00:00Z");
        assertThat(report.at("/import-ap/href").asText().substring(1))
                .isEqualTo(report.at("/back-matter/resources/0/uuid").asText());
        var result = report.at("/results/0");
        assertThat(result.at("/reviewed-controls/control-selections/0/include-controls"))
                .extracting(c -> c.path("control-id").asText())
                .containsExactly("CIS-AWS-2.1.4", "NIST-800-53-SA-9.5");
        assertThat(result.path("observations")).hasSize(2).allSatisfy(o -> {
            assertThat(o.at("/methods/0").asText()).isEqualTo("TEST");
            assertThat(o.at("/subjects/0/subject-uuid"))
                    .isEqualTo(result.at("/local-definitions/inventory-items/0/uuid"));
        });
        assertThat(result.path("findings")).hasSize(2).allSatisfy(f -> {
            assertThat(f.at("/target/status/state").asText()).isEqualTo("not-satisfied");
            assertThat(f.path("related-observations")).hasSize(2);
        });
        var ids = new HashSet<String>();
        report.findValuesAsText("uuid").forEach(id -> {
            assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(UUID.fromString(id).version()).isEqualTo(5);
            assertThat(ids.add(id)).as("unique: " + id).isTrue();
        });
    }

    @Test
    void a_control_without_a_problem_is_satisfied() throws Exception {
        assertThat(json(Format.OSCAL, findings(finding(Result.PASS, "fine"), finding(Result.SKIP, "exempt")))
                        .at("/assessment-results/results/0/findings/0/target/status/state")
                        .asText())
                .isEqualTo("satisfied");
    }

    @Test
    void nothing_found_can_be_written_in_every_form() {
        var nothing = new Findings("sluice check", Instant.EPOCH, List.of(), List.of());

        for (var format : Format.values()) {
            assertThat(format.text(nothing)).as(format.label()).isNotBlank();
        }
    }
}
