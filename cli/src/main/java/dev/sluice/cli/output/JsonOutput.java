package dev.sluice.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;

/** Our own JSON: everything that is known of each finding. */
final class JsonOutput implements FindingsWriter {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    @Override
    public void write(Findings findings, PrintWriter out) throws IOException {
        var root = JSON.createObjectNode();
        root.put("title", findings.title()).put("at", findings.at().toString());
        var summary = root.putObject("summary");
        for (var result : Result.values()) {
            summary.put(result.label(), findings.count(result));
        }
        findings.notes().forEach(root.putArray("notes")::add);
        var all = root.putArray("results");
        findings.all().forEach(f -> all.add(one(f)));
        print(root, out);
    }

    private static ObjectNode one(Finding finding) {
        var node = JSON.createObjectNode();
        node.put("policy", finding.policy())
                .put("rule", finding.rule())
                .put("result", finding.result().label())
                .put("severity", finding.severity().label())
                .put("message", finding.message());
        finding.controls().forEach(node.putArray("controls")::add);
        var resource = finding.resource();
        if (resource != null) {
            var about = node.putObject("resource");
            about.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
            if (!resource.namespace().isEmpty()) {
                about.put("namespace", resource.namespace());
            }
            about.put("name", resource.name());
        }
        var place = finding.place();
        if (place != null) {
            node.put("file", place.file()).put("line", place.line());
        }
        if (!finding.cluster().isEmpty()) {
            node.put("cluster", finding.cluster());
        }
        return node;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Indented, with a newline at the end and the same on every system. */
    static void print(JsonNode tree, PrintWriter out) throws IOException {
        var printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        JSON.writer(printer).writeValue(out, tree);
        out.print('\n');
    }
}
