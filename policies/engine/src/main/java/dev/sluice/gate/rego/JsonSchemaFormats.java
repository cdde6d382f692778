package dev.sluice.gate.rego;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The formats of strings that are known; others are not looked at. */
final class JsonSchemaFormats {
    private static final String LABEL = "([a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9\\-]{0,61}[a-zA-Z0-9])";
    private static final GoRegex HOST_NAME = GoRegex.of("^" + LABEL + "(\\." + LABEL + ")*$");
    private static final GoRegex UUID =
            GoRegex.of("^(?i)[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$");
    private static final GoRegex POINTER = GoRegex.of("^(?:/(?:[^~/]|~0|~1)*)*$");
    private static final GoRegex RELATIVE_POINTER = GoRegex.of("^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)$");
    private static final GoRegex TEMPLATE = GoRegex.of("^([^{]*({[^}]*})?)*$");
    private static final String ATOM = "[a-zA-Z0-9!#$%&'*+\\-/=?^_`{|}~\\x{80}-\\x{10FFFF}]+";
    private static final String ADDRESS = "(" + ATOM + "(\\." + ATOM + ")*|\"([^\"\\\\]|\\\\.)*\")@(" + ATOM + "(\\."
            + ATOM + ")*|\\[[^\\[\\]\\\\]*\\])";
    private static final GoRegex EMAIL = GoRegex.of("^\\s*(" + ADDRESS + "|((" + ATOM
            + "|\"([^\"\\\\]|\\\\.)*\")[ .]*)*<\\s*" + ADDRESS + "\\s*>)\\s*(\\([^()\\\\]*\\)\\s*)*$");
    private static final int MAX_HOST_NAME = 256;

    private JsonSchemaFormats() {}

    static boolean holds(String format, String text) {
        return switch (format) {
            case "date" -> isAnyTime(text, "2006-01-02");
            case "time" -> isAnyTime(text, "15:04:05Z07:00", "15:04:05");
            case "date-time" ->
                isAnyTime(text, "15:04:05", "15:04:05Z07:00", "2006-01-02", "2006-01-02T15:04:05Z07:00");
            case "hostname" -> text.getBytes(StandardCharsets.UTF_8).length < MAX_HOST_NAME && HOST_NAME.finds(text);
            case "email", "idn-email" -> EMAIL.finds(text);
            case "ipv4" -> text.contains(".") && isAddress(text);
            case "ipv6" -> text.contains(":") && isAddress(text);
            case "uri", "iri" -> isUrl(text) && !GoUrl.of(text).scheme().isEmpty();
            case "uri-reference", "iri-reference" -> isUrl(text);
            case "uri-template" -> isUrl(text) && TEMPLATE.finds(GoUrl.of(text).path());
            case "uuid" -> UUID.finds(text);
            case "regex" -> text.isEmpty() || GoRegex.isValid(text);
            case "json-pointer" -> POINTER.finds(text);
            case "relative-json-pointer" -> RELATIVE_POINTER.finds(text);
            default -> true;
        };
    }

    private static boolean isAddress(String text) {
        return GoNetwork.parseAddress(text).isPresent();
    }

    private static boolean isAnyTime(String text, String... layouts) {
        return List.of(layouts).stream().anyMatch(layout -> isTime(layout, text));
    }

    private static boolean isTime(String layout, String text) {
        try {
            GoTime.parse(layout, text);
            return true;
        } catch (BuiltinError e) {
            return false;
        }
    }

    private static boolean isUrl(String text) {
        try {
            GoUrl.of(text);
            return !text.contains("\\");
        } catch (BuiltinError e) {
            return false;
        }
    }
}
