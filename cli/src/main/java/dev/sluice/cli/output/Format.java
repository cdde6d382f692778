package dev.sluice.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The forms in which findings can be written. */
public enum Format {
    TEXT,
    JSON,
    SARIF,
    JUNIT,
    GITHUB,
    CSV,
    HTML,
    OSCAL;

    private FindingsWriter writer() {
        return switch (this) {
            case TEXT -> new TextTable();
            case JSON -> new JsonOutput();
            case SARIF -> new Sarif();
            case JUNIT -> new JUnitXml();
            case GITHUB -> new GitHubAnnotations();
            case CSV -> new Csv();
            case HTML -> new Html();
            case OSCAL -> new Oscal();
        };
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Writes all of it and flushes; the writer stays open. */
    public void write(Findings findings, PrintWriter out) {
        try {
            writer().write(findings, out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the output cannot be written: " + e.getMessage(), e);
        }
    }

    public String text(Findings findings) {
        var text = new StringWriter();
        write(findings, new PrintWriter(text));
        return text.toString();
    }

    /** Reads {@code -o sarif}. */
    public static final class Converter implements ITypeConverter<Format> {
        @Override
        public Format convert(String value) {
            return Arrays.stream(values())
                    .filter(f -> f.label().equals(value.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("there is no form '%s': write one of %s"
                            .formatted(
                                    value,
                                    Arrays.stream(values()).map(Format::label).collect(Collectors.joining(", ")))));
        }
    }
}
