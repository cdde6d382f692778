package dev.sluice.cli.output;

import java.io.PrintWriter;
import java.util.stream.Collectors;

/** For people: one line a finding, what passed only as a number. */
final class TextTable implements FindingsWriter {

    @Override
    public void write(Findings findings, PrintWriter out) {
        for (var finding : findings.all()) {
            if (finding.result() != Result.PASS) {
                out.println(line(finding));
            }
        }
        findings.notes().forEach(note -> out.println("note: " + plain(note)));
        out.println(plain(findings.title()) + ": " + findings.summary());
    }

    private static String line(Finding finding) {
        var resource = finding.resource();
        var place = finding.place();
        var where = place == null ? (resource == null ? "" : resource.display()) : place.toString();
        var what = place == null || resource == null ? "" : resource.display() + ": ";
        return "%-5s %s: [%s] %s%s (%s%s)"
                .formatted(
                        finding.result().label(),
                        plain(where),
                        plain(finding.ruleId()),
                        plain(what),
                        plain(finding.message()),
                        finding.severity().label(),
                        finding.controls().isEmpty()
                                ? ""
                                : finding.controls().stream()
                                        .map(TextTable::plain)
                                        .collect(Collectors.joining(", ", "; ", "")));
    }

    /** What an object's author wrote must not move the reader's cursor. */
    static String plain(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
