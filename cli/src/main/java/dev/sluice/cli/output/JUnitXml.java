package dev.sluice.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** JUnit's XML: a suite a file (or object), a case a rule. What is exempt was skipped, a warning has passed. */
final class JUnitXml implements FindingsWriter {

    @Override
    public void write(Findings findings, PrintWriter out) throws IOException {
        try {
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("testsuites");
            attribute(xml, "name", findings.title());
            counts(xml, findings.all());
            var suites = findings.all().stream()
                    .collect(Collectors.groupingBy(Finding::subject, LinkedHashMap::new, Collectors.toList()));
            for (var suite : suites.entrySet()) {
                suite(xml, suite, findings);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.flush();
            out.print('\n');
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static void suite(XMLStreamWriter xml, Map.Entry<String, List<Finding>> suite, Findings findings)
            throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testsuite");
        attribute(xml, "name", suite.getKey().isEmpty() ? findings.title() : suite.getKey());
        attribute(xml, "timestamp", findings.at().toString());
        counts(xml, suite.getValue());
        for (var finding : suite.getValue()) {
            testCase(xml, finding);
        }
        xml.writeCharacters("\n  ");
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, Finding finding) throws XMLStreamException {
        xml.writeCharacters("\n    ");
        xml.writeStartElement("testcase");
        var resource = finding.resource();
        attribute(xml, "classname", finding.policy());
        attribute(xml, "name", resource == null ? finding.rule() : finding.rule() + ": " + resource.display());
        var place = finding.place();
        if (place != null) {
            attribute(xml, "file", place.file());
            attribute(xml, "line", Integer.toString(place.line()));
        }
        switch (finding.result()) {
            case PASS -> {}
            case FAIL -> problem(xml, "failure", finding);
            case ERROR -> problem(xml, "error", finding);
            case SKIP -> {
                xml.writeEmptyElement("skipped");
                attribute(xml, "message", finding.message());
            }
            case WARN -> {
                xml.writeStartElement("system-out");
                xml.writeCharacters(legal("warning: " + finding.message()));
                xml.writeEndElement();
            }
        }
        xml.writeEndElement();
    }

    private static void problem(XMLStreamWriter xml, String element, Finding finding) throws XMLStreamException {
        xml.writeStartElement(element);
        attribute(xml, "type", finding.severity().label());
        attribute(xml, "message", finding.message());
        var place = finding.place();
        xml.writeCharacters(legal(place == null ? finding.message() : place + ": " + finding.message()));
        xml.writeEndElement();
    }

    private static void counts(XMLStreamWriter xml, List<Finding> findings) throws XMLStreamException {
        attribute(xml, "tests", Integer.toString(findings.size()));
        attribute(xml, "failures", count(findings, Result.FAIL));
        attribute(xml, "errors", count(findings, Result.ERROR));
        attribute(xml, "skipped", count(findings, Result.SKIP));
    }

    private static String count(List<Finding> findings, Result result) {
        return Long.toString(findings.stream().filter(f -> f.result() == result).count());
    }

    private static void attribute(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeAttribute(name, legal(value));
    }

    /** XML has no place for most control characters, not even escaped. */
    private static String legal(String text) {
        return text.codePoints()
                .map(c -> isLegal(c) ? c : 0xFFFD)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isLegal(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
