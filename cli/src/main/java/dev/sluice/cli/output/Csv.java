package dev.sluice.cli.output;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** RFC 4180, with a line of names. No cell is a formula to a spreadsheet. */
final class Csv implements FindingsWriter {
    private static final String FORMULA = "=+-@\t\r\n";

    @Override
    public void write(Findings findings, PrintWriter out) {
        line(
                out,
                List.of(
                        "result",
                        "severity",
                        "policy",
                        "rule",
                        "controls",
                        "cluster",
                        "namespace",
                        "apiVersion",
                        "kind",
                        "name",
                        "file",
                        "line",
                        "message"));
        for (var f : findings.all()) {
            var resource = f.resource();
            var place = f.place();
            line(
                    out,
                    List.of(
                            f.result().label(),
                            f.severity().label(),
                            f.policy(),
                            f.rule(),
                            String.join(" ", f.controls()),
                            f.cluster(),
                            f.namespace(),
                            resource == null ? "" : resource.apiVersion(),
                            resource == null ? "" : resource.kind(),
                            resource == null ? "" : resource.name(),
                            place == null ? "" : place.file(),
                            place == null ? "" : Integer.toString(place.line()),
                            f.message()));
        }
    }

    private static void line(PrintWriter out, List<String> cells) {
        out.print(cells.stream().map(Csv::cell).collect(Collectors.joining(",")));
        out.print("\r\n");
    }

    private static String cell(String text) {
        var harmless = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        return harmless.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r')
                ? '"' + harmless.replace("\"", "\"\"") + '"'
                : harmless;
    }
}
