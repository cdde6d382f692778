package dev.sluice.cli.output;

import java.io.PrintWriter;

/** Workflow commands that GitHub turns into annotations of a pull request's lines. */
final class GitHubAnnotations implements FindingsWriter {

    @Override
    public void write(Findings findings, PrintWriter out) {
        for (var finding : findings.all()) {
            if (finding.result() != Result.PASS) {
                out.println(command(finding));
            }
        }
        findings.notes().forEach(note -> out.println("::notice::" + data(note)));
        out.println(TextTable.plain(findings.title()) + ": " + findings.summary());
    }

    private static String command(Finding finding) {
        var level = switch (finding.result()) {
            case FAIL, ERROR -> "error";
            case WARN -> "warning";
            case SKIP, PASS -> "notice";
        };
        var place = finding.place();
        var at = place == null ? "" : "file=%s,line=%d,".formatted(property(place.file()), place.line());
        var resource = finding.resource();
        return "::%s %stitle=%s::%s"
                .formatted(
                        level,
                        at,
                        property(finding.ruleId()),
                        data(resource == null ? finding.message() : resource.display() + ": " + finding.message()));
    }

    /** A line break would begin another command, of the message's author. */
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
