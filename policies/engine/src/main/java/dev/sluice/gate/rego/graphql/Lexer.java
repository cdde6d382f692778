package dev.sluice.gate.rego.graphql;

import dev.sluice.gate.rego.graphql.Token.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a text into tokens, one at a time; a failure is a token too, for the parser may stop for another reason before it. */
final class Lexer {
    private static final int END = -1;
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final int REPLACEMENT = 0xFFFD;

    private final int[] text;
    private int at;
    private int start;
    private int line = 1;
    private int lineStart;

    Lexer(String text) {
        this.text = text.codePoints().toArray();
    }

    private int peek() {
        return peek(0);
    }

    private int peek(int ahead) {
        return at + ahead < text.length ? text[at + ahead] : END;
    }

    private boolean follows(String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (peek(i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private Token token(Kind kind, String value) {
        return new Token(kind, value, line, start - lineStart + 1, "");
    }

    private Token token(Kind kind) {
        return token(kind, new String(text, start, at - start));
    }

    private Token failure(String message) {
        return new Token(Kind.INVALID, "", line, at - lineStart + 1, message);
    }

    Token next() {
        skipIgnored();
        start = at;
        var c = peek();
        return switch (c) {
            case END -> token(Kind.EOF);
            case '!' -> punctuator(Kind.BANG);
            case '$' -> punctuator(Kind.DOLLAR);
            case '&' -> punctuator(Kind.AMP);
            case '(' -> punctuator(Kind.PAREN_L);
            case ')' -> punctuator(Kind.PAREN_R);
            case ':' -> punctuator(Kind.COLON);
            case '=' -> punctuator(Kind.EQUALS);
            case '@' -> punctuator(Kind.AT);
            case '[' -> punctuator(Kind.BRACKET_L);
            case ']' -> punctuator(Kind.BRACKET_R);
            case '{' -> punctuator(Kind.BRACE_L);
            case '}' -> punctuator(Kind.BRACE_R);
            case '|' -> punctuator(Kind.PIPE);
            case '#' -> comment();
            case '"' -> follows("\"\"\"") ? blockString() : string();
            case '.' -> follows("...") ? punctuator(Kind.SPREAD) : unexpected(c);
            default -> isNameStart(c) ? name() : isDigit(c) || c == '-' ? number() : unexpected(c);
        };
    }

    private Token punctuator(Kind kind) {
        at += kind == Kind.SPREAD ? 3 : 1;
        return token(kind, "");
    }

    private Token unexpected(int c) {
        if (c < 0x20) {
            return failure("Cannot contain the invalid character \"\\u%04x\"".formatted(c));
        }
        if (c == '\'') {
            return failure("Unexpected single quote character ('), did you mean to use a double quote (\")?");
        }
        // The original looks at one byte of UTF-8.
        var first = Character.toString(c).getBytes(StandardCharsets.UTF_8)[0] & 0xFF;
        return failure("Cannot parse the unexpected character \"%s\".".formatted(Character.toString(first)));
    }

    private void skipIgnored() {
        while (true) {
            switch (peek()) {
                case '\t', ' ', ',', BYTE_ORDER_MARK -> at++;
                case '\n' -> {
                    at++;
                    newLine();
                }
                case '\r' -> {
                    at++;
                    newLine();
                    at += peek() == '\n' ? 1 : 0;
                }
                default -> {
                    return;
                }
            }
        }
    }

    private void newLine() {
        line++;
        lineStart = at;
    }

    private Token comment() {
        while (peek() > 0x1F || peek() == '\t') {
            at++;
        }
        return token(Kind.COMMENT);
    }

    private static boolean isNameStart(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private Token name() {
        while (isNameStart(peek()) || isDigit(peek())) {
            at++;
        }
        return token(Kind.NAME);
    }

    private Token number() {
        accept("-");
        if (accept("0")) {
            if (isDigit(peek())) {
                return failure("Invalid number, unexpected digit after 0: %s.".formatted(shownNext()));
            }
        } else if (!digits()) {
            return noDigit();
        }
        var kind = Kind.INT;
        if (accept(".")) {
            kind = Kind.FLOAT;
            if (!digits()) {
                return noDigit();
            }
        }
        if (accept("eE")) {
            kind = Kind.FLOAT;
            accept("+-");
            if (!digits()) {
                return noDigit();
            }
        }
        return token(kind);
    }

    private Token noDigit() {
        return failure("Invalid number, expected digit but got: %s.".formatted(shownNext()));
    }

    private String shownNext() {
        return peek() == END ? "<EOF>" : "\"" + Character.toString(peek()) + "\"";
    }

    private boolean accept(String anyOf) {
        var accepted = peek() != END && anyOf.indexOf(peek()) >= 0;
        at += accepted ? 1 : 0;
        return accepted;
    }

    private boolean digits() {
        var before = at;
        while (isDigit(peek())) {
            at++;
        }
        return at > before;
    }

    private Token string() {
        at++;
        start = at;
        var value = new StringBuilder();
        while (true) {
            var c = peek();
            if (c == END || c == '\n' || c == '\r') {
                return failure("Unterminated string.");
            }
            if (c == '"') {
                var token = token(Kind.STRING, value.toString());
                at++;
                return token;
            }
            if (c < 0x20 && c != '\t') {
                return failure("Invalid character within String: \"\\u%04x\".".formatted(c));
            }
            if (c == '\\') {
                if (!escape(value)) {
                    at++;
                    var shown = new String(text, at, Math.min(peek() == 'u' ? 5 : 1, text.length - at));
                    return failure(
                            shown.isEmpty()
                                    ? "Invalid character escape sequence."
                                    : "Invalid character escape sequence: \\%s.".formatted(shown));
                }
            } else {
                value.appendCodePoint(c);
                at++;
            }
        }
    }

    private boolean escape(StringBuilder value) {
        var escaped = peek(1);
        if (escaped == 'u') {
            return unicode(value);
        }
        var plain = "\"/\\bfnrt".indexOf(escaped);
        if (escaped == END || plain < 0) {
            return false;
        }
        value.append("\"/\\\b\f\n\r\t".charAt(plain));
        at += 2;
        return true;
    }

    /** Halves of a surrogate pair are not put together. */
    private boolean unicode(StringBuilder value) {
        // Something must follow, for the string is not closed yet.
        if (peek(6) == END) {
            return false;
        }
        int unit = 0;
        for (int i = 2; i < 6; i++) {
            var digit = peek(i) < 0x80 ? Character.digit(peek(i), 16) : -1;
            if (digit < 0) {
                return false;
            }
            unit = unit * 16 + digit;
        }
        value.appendCodePoint(unit >= 0xD800 && unit < 0xE000 ? REPLACEMENT : unit);
        at += 6;
        return true;
    }

    private Token blockString() {
        at += 3;
        start = at;
        var raw = new StringBuilder();
        while (true) {
            var c = peek();
            if (follows("\"\"\"")) {
                // Of more than three quotes the last three close it.
                while (peek(3) == '"') {
                    raw.append('"');
                    at++;
                }
                var token = token(Kind.BLOCK_STRING, blockValue(raw.toString()));
                at += 3;
                return token;
            }
            if (c == END) {
                return failure("Unterminated string.");
            }
            if (c < 0x20 && c != '\t' && c != '\n' && c != '\r') {
                return failure("Invalid character within String: \"\\u%04x\".".formatted(c));
            }
            blockCharacter(c, raw);
        }
    }

    private void blockCharacter(int c, StringBuilder raw) {
        if (follows("\\\"\"\"")) {
            raw.append("\"\"\"");
            at += 4;
        } else if (c == '\r' || c == '\n') {
            at += c == '\r' && peek(1) == '\n' ? 2 : 1;
            raw.append('\n');
            newLine();
        } else {
            raw.appendCodePoint(c);
            at++;
        }
    }

    /** Without the indentation that all lines share, and without blank lines at both ends. */
    private static String blockValue(String raw) {
        var lines = new ArrayList<>(List.of(raw.split("\n", -1)));
        var common = lines.stream()
                .filter(l -> !isBlank(l))
                .mapToInt(Lexer::indentation)
                .min()
                .orElse(0);
        for (int i = 1; i < lines.size(); i++) {
            var line = lines.get(i);
            lines.set(i, line.length() < common ? "" : line.substring(common));
        }
        while (!lines.isEmpty() && isBlank(lines.getFirst())) {
            lines.removeFirst();
        }
        while (!lines.isEmpty() && isBlank(lines.getLast())) {
            lines.removeLast();
        }
        return String.join("\n", lines);
    }

    private static boolean isBlank(String line) {
        return indentation(line) == line.length();
    }

    private static int indentation(String line) {
        int indentation = 0;
        while (indentation < line.length() && (line.charAt(indentation) == ' ' || line.charAt(indentation) == '\t')) {
            indentation++;
        }
        return indentation;
    }
}
