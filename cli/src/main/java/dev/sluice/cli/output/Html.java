package dev.sluice.cli.output;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** One page that needs nothing else: no script, no font, no picture, no link. */
final class Html implements FindingsWriter {
    private static final String HEAD = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>${TITLE}</title>
        <style>
        body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; color: #1b1f24; }
        table { border-collapse: collapse; width: 100%; margin: 0 0 2rem; }
        th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #d8dee4; }
        th { background: #f6f8fa; }
        td.n { text-align: right; font-variant-numeric: tabular-nums; }
        td.m { overflow-wrap: anywhere; }
        .fail, .error { color: #b42318; font-weight: 600; }
        .warn { color: #9a6700; font-weight: 600; }
        .pass { color: #1a7f37; }
        .skip { color: #57606a; }
        @media print { body { margin: 0; max-width: none; } }
        </style>
        </head>
        <body>
        """;

    @Override
    public void write(Findings findings, PrintWriter out) {
        out.print(HEAD.replace("${TITLE}", escaped(findings.title())));
        out.printf("<h1>%s</h1>%n", escaped(findings.title()));
        out.printf("<p>%s. Made %s.</p>%n", escaped(findings.summary()), findings.at());
        findings.notes().forEach(note -> out.printf("<p>%s</p>%n", escaped(note)));
        summary(out, "By policy", findings, f -> List.of(f.policy()));
        summary(out, "By control", findings, Finding::controls);
        summary(out, "By namespace", findings, f -> f.namespace().isEmpty() ? List.of() : List.of(f.namespace()));
        summary(out, "By cluster", findings, f -> f.cluster().isEmpty() ? List.of() : List.of(f.cluster()));
        details(out, findings);
        out.print("</body>\n</html>\n");
    }

    private static void summary(
            PrintWriter out, String title, Findings findings, Function<Finding, List<String>> groups) {
        var counts = new TreeMap<String, Map<Result, Integer>>();
        for (var finding : findings.all()) {
            for (var group : groups.apply(finding)) {
                counts.computeIfAbsent(group, g -> new EnumMap<>(Result.class))
                        .merge(finding.result(), 1, Integer::sum);
            }
        }
        if (counts.isEmpty()) {
            return;
        }
        out.printf("<h2>%s</h2>%n<table>%n<tr><th></th>", escaped(title));
        for (var result : Result.values()) {
            out.printf("<th>%s</th>", result.label());
        }
        out.print("</tr>\n");
        counts.forEach((group, numbers) -> {
            out.printf("<tr><td>%s</td>", escaped(group));
            for (var result : Result.values()) {
                out.printf("<td class=\"n\">%d</td>", numbers.getOrDefault(result, 0));
            }
            out.print("</tr>\n");
        });
        out.print("</table>\n");
    }

    private static void details(PrintWriter out, Findings findings) {
        out.print("<h2>Findings</h2>\n<table>\n<tr><th>Result</th><th>Severity</th><th>Rule</th><th>Object</th>"
                + "<th>Place</th><th>Message</th><th>Controls</th></tr>\n");
        for (var f : findings.all()) {
            var cells = new ArrayList<String>();
            cells.add("<td class=\"%s\">%s</td>"
                    .formatted(f.result().label(), f.result().label()));
            cells.add(cell(f.severity().label()));
            cells.add(cell(f.ruleId()));
            cells.add(cell(f.resource() == null ? "" : f.resource().display()));
            cells.add(cell(f.place() == null ? "" : f.place().toString()));
            cells.add("<td class=\"m\">%s</td>".formatted(escaped(f.message())));
            cells.add(cell(String.join(", ", f.controls())));
            out.print("<tr>" + String.join("", cells) + "</tr>\n");
        }
        out.print("</table>\n");
    }

    private static String cell(String text) {
        return "<td>" + escaped(text) + "</td>";
    }

    private static String escaped(String text) {
        return TextTable.plain(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
