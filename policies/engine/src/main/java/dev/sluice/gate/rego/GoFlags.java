package dev.sluice.gate.rego;

/**
 * Flags, width and precision of one formatting directive.
 *
 * @param sharpValue {@code #} where the verb is {@code v}: Go syntax
 * @param width -1 where there is none
 * @param precision -1 where there is none
 */
record GoFlags(
        boolean minus,
        boolean plus,
        boolean sharp,
        boolean space,
        boolean zero,
        boolean plusValue,
        boolean sharpValue,
        int width,
        int precision) {
    static final GoFlags NONE = new GoFlags(false, false, false, false, false, false, false, -1, -1);

    GoFlags withMinus() {
        return new GoFlags(true, plus, sharp, space, zero, plusValue, sharpValue, width, precision);
    }

    GoFlags withPlus() {
        return new GoFlags(minus, true, sharp, space, zero, plusValue, sharpValue, width, precision);
    }

    GoFlags withSharp() {
        return new GoFlags(minus, plus, true, space, zero, plusValue, sharpValue, width, precision);
    }

    GoFlags withSpace() {
        return new GoFlags(minus, plus, sharp, true, zero, plusValue, sharpValue, width, precision);
    }

    GoFlags withZero(boolean on) {
        return new GoFlags(minus, plus, sharp, space, on, plusValue, sharpValue, width, precision);
    }

    GoFlags withWidth(int columns) {
        return new GoFlags(minus, plus, sharp, space, zero, plusValue, sharpValue, columns, precision);
    }

    GoFlags withPrecision(int digits) {
        return new GoFlags(minus, plus, sharp, space, zero, plusValue, sharpValue, width, digits);
    }

    /** With {@code v}, {@code +} and {@code #} mean something else. */
    GoFlags asValue() {
        return new GoFlags(minus, false, false, space, zero, plus, sharp, width, precision);
    }

    /** Whether zeros fill the field; Go fills with zeros on the left only. */
    boolean fillsWithZeros() {
        return zero && !minus;
    }

    /** Fills the field with spaces or zeros. */
    String pad(String text) {
        return pad(text, fillsWithZeros() ? "0" : " ");
    }

    String padWithSpaces(String text) {
        return pad(text, " ");
    }

    private String pad(String text, String filler) {
        var missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        return minus ? text + filler.repeat(missing) : filler.repeat(missing) + text;
    }
}
