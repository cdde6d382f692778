package dev.sluice.gate.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A layout of Go's {@code time}: the reference time, Monday the 2nd of January 2006, in the wanted form. */
final class GoLayout {
    enum Field {
        TEXT,
        LONG_MONTH,
        MONTH,
        NUM_MONTH,
        ZERO_MONTH,
        LONG_WEEKDAY,
        WEEKDAY,
        DAY,
        UNDER_DAY,
        ZERO_DAY,
        UNDER_YEAR_DAY,
        ZERO_YEAR_DAY,
        HOUR,
        HOUR12,
        ZERO_HOUR12,
        MINUTE,
        ZERO_MINUTE,
        SECOND,
        ZERO_SECOND,
        LONG_YEAR,
        YEAR,
        PM,
        LOWER_PM,
        ZONE_NAME,
        ZONE,
        FRACTION_ZEROS,
        FRACTION_NINES
    }

    /** @param text as it stands in the layout; of a zone it says the form */
    record Part(Field field, String text) {}

    private static final Map<String, String> NAMED = Map.of(
            "ANSIC", "Mon Jan _2 15:04:05 2006",
            "UnixDate", "Mon Jan _2 15:04:05 MST 2006",
            "RubyDate", "Mon Jan 02 15:04:05 -0700 2006",
            "RFC822", "02 Jan 06 15:04 MST",
            "RFC822Z", "02 Jan 06 15:04 -0700",
            "RFC850", "Monday, 02-Jan-06 15:04:05 MST",
            "RFC1123", "Mon, 02 Jan 2006 15:04:05 MST",
            "RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700",
            "RFC3339", "2006-01-02T15:04:05Z07:00",
            "RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00");

    /** Longer ones before those that they begin with. */
    private static final List<Part> FIXED = List.of(
            new Part(Field.LONG_MONTH, "January"),
            new Part(Field.LONG_WEEKDAY, "Monday"),
            new Part(Field.ZONE_NAME, "MST"),
            new Part(Field.ZERO_YEAR_DAY, "002"),
            new Part(Field.ZERO_MONTH, "01"),
            new Part(Field.ZERO_DAY, "02"),
            new Part(Field.ZERO_HOUR12, "03"),
            new Part(Field.ZERO_MINUTE, "04"),
            new Part(Field.ZERO_SECOND, "05"),
            new Part(Field.YEAR, "06"),
            new Part(Field.HOUR, "15"),
            new Part(Field.NUM_MONTH, "1"),
            new Part(Field.LONG_YEAR, "2006"),
            new Part(Field.DAY, "2"),
            new Part(Field.UNDER_YEAR_DAY, "__2"),
            new Part(Field.UNDER_DAY, "_2"),
            new Part(Field.HOUR12, "3"),
            new Part(Field.MINUTE, "4"),
            new Part(Field.SECOND, "5"),
            new Part(Field.PM, "PM"),
            new Part(Field.LOWER_PM, "pm"),
            new Part(Field.ZONE, "-070000"),
            new Part(Field.ZONE, "-07:00:00"),
            new Part(Field.ZONE, "-0700"),
            new Part(Field.ZONE, "-07:00"),
            new Part(Field.ZONE, "-07"),
            new Part(Field.ZONE, "Z070000"),
            new Part(Field.ZONE, "Z07:00:00"),
            new Part(Field.ZONE, "Z0700"),
            new Part(Field.ZONE, "Z07:00"),
            new Part(Field.ZONE, "Z07"));

    private GoLayout() {}

    /** @param layout may be the name of one of Go's constants */
    static List<Part> of(String layout) {
        var text = NAMED.getOrDefault(layout, layout);
        var parts = new ArrayList<Part>();
        int plain = 0;
        for (int at = 0; at < text.length(); ) {
            var part = partAt(text, at);
            if (part.text().isEmpty()) {
                at++;
                continue;
            }
            if (at > plain) {
                parts.add(new Part(Field.TEXT, text.substring(plain, at)));
            }
            parts.add(part);
            at += part.text().length();
            plain = at;
        }
        if (plain < text.length()) {
            parts.add(new Part(Field.TEXT, text.substring(plain)));
        }
        return parts;
    }

    private static Part partAt(String text, int at) {
        if (text.startsWith("_2006", at)) {
            return new Part(Field.TEXT, "_");
        }
        for (var part : FIXED) {
            if (text.startsWith(part.text(), at)) {
                return part;
            }
        }
        if (text.startsWith("Jan", at) && !isLowerCase(text, at + 3)) {
            return new Part(Field.MONTH, "Jan");
        }
        if (text.startsWith("Mon", at) && !isLowerCase(text, at + 3)) {
            return new Part(Field.WEEKDAY, "Mon");
        }
        return fraction(text, at);
    }

    private static boolean isLowerCase(String text, int at) {
        return at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z';
    }

    private static Part fraction(String text, int at) {
        var c = text.charAt(at);
        if ((c == '.' || c == ',') && at + 1 < text.length()) {
            var digit = text.charAt(at + 1);
            int end = at + 1;
            while (end < text.length() && text.charAt(end) == digit) {
                end++;
            }
            var ends = end >= text.length() || text.charAt(end) < '0' || text.charAt(end) > '9';
            if (ends && (digit == '0' || digit == '9')) {
                return new Part(digit == '0' ? Field.FRACTION_ZEROS : Field.FRACTION_NINES, text.substring(at, end));
            }
        }
        return new Part(Field.TEXT, "");
    }
}
