package dev.sluice.gate.rego;

import dev.sluice.gate.rego.GoLayout.Field;
import dev.sluice.gate.rego.GoLayout.Part;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Times read and written by a layout, as Go does. */
final class GoTime {
    private static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");
    private static final List<String> DAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

    private GoTime() {}

    static String weekday(DayOfWeek day) {
        return DAYS.get(day.getValue() % 7);
    }

    static Instant parse(String layout, String value) {
        return new Reader(GoLayout.of(layout), value).read();
    }

    static String format(String layout, ZonedDateTime time) {
        var out = new StringBuilder();
        for (var part : GoLayout.of(layout)) {
            out.append(written(part, time));
        }
        return out.toString();
    }

    private static String written(Part part, ZonedDateTime time) {
        var hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
        var month = MONTHS.get(time.getMonthValue() - 1);
        return switch (part.field()) {
            case TEXT -> part.text();
            case LONG_MONTH -> month;
            case MONTH -> month.substring(0, 3);
            case NUM_MONTH -> Integer.toString(time.getMonthValue());
            case ZERO_MONTH -> two(time.getMonthValue());
            case LONG_WEEKDAY -> weekday(time.getDayOfWeek());
            case WEEKDAY -> weekday(time.getDayOfWeek()).substring(0, 3);
            case DAY -> Integer.toString(time.getDayOfMonth());
            case UNDER_DAY -> "%2d".formatted(time.getDayOfMonth());
            case ZERO_DAY -> two(time.getDayOfMonth());
            case UNDER_YEAR_DAY -> "%3d".formatted(time.getDayOfYear());
            case ZERO_YEAR_DAY -> "%03d".formatted(time.getDayOfYear());
            case HOUR -> two(time.getHour());
            case HOUR12 -> Integer.toString(hour12);
            case ZERO_HOUR12 -> two(hour12);
            case MINUTE -> Integer.toString(time.getMinute());
            case ZERO_MINUTE -> two(time.getMinute());
            case SECOND -> Integer.toString(time.getSecond());
            case ZERO_SECOND -> two(time.getSecond());
            case LONG_YEAR -> "%04d".formatted(time.getYear());
            case YEAR -> two(Math.floorMod(time.getYear(), 100));
            case PM -> time.getHour() >= 12 ? "PM" : "AM";
            case LOWER_PM -> time.getHour() >= 12 ? "pm" : "am";
            case ZONE_NAME -> zoneName(time);
            case ZONE -> zone(part.text(), time.getOffset().getTotalSeconds());
            case FRACTION_ZEROS -> fraction(part.text(), time.getNano());
            case FRACTION_NINES -> {
                var digits = fraction(part.text(), time.getNano()).replaceFirst("0++$", "");
                yield digits.length() == 1 ? "" : digits;
            }
        };
    }

    private static String two(int number) {
        return "%02d".formatted(number);
    }

    private static String fraction(String form, int nanos) {
        var digits = "%09d".formatted(nanos) + "0".repeat(Math.max(0, form.length() - 10));
        return form.charAt(0) + digits.substring(0, form.length() - 1);
    }

    /** Zones without an abbreviation are known by their offset. */
    private static String zoneName(ZonedDateTime time) {
        if (time.getZone().equals(ZoneOffset.UTC) || time.getZone().getId().equals("UTC")) {
            return "UTC";
        }
        var first = time.getZone().getRules().getTransitions();
        if (!first.isEmpty() && time.toInstant().isBefore(first.getFirst().getInstant())) {
            // The local mean time of the days before there were zones.
            return "LMT";
        }
        var summer = time.getZone().getRules().isDaylightSavings(time.toInstant());
        var name = java.util.TimeZone.getTimeZone(time.getZone())
                .getDisplayName(summer, java.util.TimeZone.SHORT, Locale.US);
        return name.matches("[A-Z]{3,5}") ? name : offsetName(time.getOffset().getTotalSeconds());
    }

    private static String offsetName(int seconds) {
        var minutes = Math.abs(seconds) / 60;
        var text = (seconds < 0 ? "-" : "+") + two(minutes / 60);
        return minutes % 60 == 0 ? text : text + two(minutes % 60);
    }

    private static String zone(String form, int offset) {
        if (form.startsWith("Z") && offset == 0) {
            return "Z";
        }
        var rest = Math.abs(offset);
        var colon = form.contains(":") ? ":" : "";
        var out = new StringBuilder(offset < 0 ? "-" : "+").append(two(rest / 3600));
        if (form.length() > 3) {
            out.append(colon).append(two(rest / 60 % 60));
        }
        if (form.length() > 6) {
            out.append(colon).append(two(rest % 60));
        }
        return out.toString();
    }

    /** Reads a value along a layout. */
    private static final class Reader {
        private final List<Part> layout;
        private String rest;
        private int year;
        private int month = -1;
        private int day = -1;
        private int yearDay = -1;
        private int hour;
        private int minute;
        private int second;
        private int nanos;
        private boolean isPm;
        private boolean isAm;
        private int offset;

        Reader(List<Part> layout, String value) {
            this.layout = new ArrayList<>(layout);
            this.rest = value;
        }

        Instant read() {
            for (int i = 0; i < layout.size(); i++) {
                read(layout.get(i), i + 1 < layout.size() ? layout.get(i + 1).field() : Field.TEXT);
            }
            if (!rest.isEmpty()) {
                throw cannot();
            }
            hour = isPm && hour < 12 ? hour + 12 : isAm && hour == 12 ? 0 : hour;
            try {
                return LocalDateTime.of(date(), java.time.LocalTime.of(hour, minute, second, nanos))
                        .toInstant(ZoneOffset.UTC)
                        .minusSeconds(offset);
            } catch (DateTimeException e) {
                throw cannot();
            }
        }

        private LocalDate date() {
            if (yearDay < 0) {
                return LocalDate.of(year, month < 0 ? 1 : month, day < 0 ? 1 : day);
            }
            var date = LocalDate.ofYearDay(year, yearDay);
            if ((month >= 0 && month != date.getMonthValue()) || (day >= 0 && day != date.getDayOfMonth())) {
                throw cannot();
            }
            return date;
        }

        private BuiltinError cannot() {
            return new BuiltinError("parsing time: cannot parse " + GoText.quote(rest));
        }

        private void read(Part part, Field next) {
            switch (part.field()) {
                case TEXT -> skip(part.text());
                case LONG_MONTH -> month = name(MONTHS, Integer.MAX_VALUE) + 1;
                case MONTH -> month = name(MONTHS, 3) + 1;
                case NUM_MONTH -> month = number(false, 1, 12);
                case ZERO_MONTH -> month = number(true, 1, 12);
                case LONG_WEEKDAY -> name(DAYS, Integer.MAX_VALUE);
                case WEEKDAY -> name(DAYS, 3);
                case DAY -> day = number(false, 0, 99);
                case UNDER_DAY -> {
                    blank();
                    day = number(false, 0, 99);
                }
                case ZERO_DAY -> day = number(true, 0, 99);
                case UNDER_YEAR_DAY -> {
                    blank();
                    blank();
                    yearDay = digits(1, 3);
                }
                case ZERO_YEAR_DAY -> yearDay = digits(3, 3);
                case HOUR -> hour = number(false, 0, 23);
                case HOUR12 -> hour = number(false, 0, 12);
                case ZERO_HOUR12 -> hour = number(true, 0, 12);
                case MINUTE -> minute = number(false, 0, 59);
                case ZERO_MINUTE -> minute = number(true, 0, 59);
                case SECOND -> second(false, next);
                case ZERO_SECOND -> second(true, next);
                case LONG_YEAR -> year = digits(4, 4);
                case YEAR -> {
                    var two = digits(2, 2);
                    year = two >= 69 ? 1900 + two : 2000 + two;
                }
                case PM -> half("PM", "AM");
                case LOWER_PM -> half("pm", "am");
                case ZONE_NAME -> zoneName();
                case ZONE -> zone(part.text());
                case FRACTION_ZEROS -> fraction(part.text().length());
                case FRACTION_NINES -> {
                    if (isFraction()) {
                        fraction(lengthOfFraction());
                    }
                }
            }
        }

        /** Any number of spaces stands for any number of them. */
        private void skip(String text) {
            var prefix = text;
            while (!prefix.isEmpty()) {
                if (prefix.charAt(0) == ' ') {
                    if (!rest.isEmpty() && rest.charAt(0) != ' ') {
                        throw cannot();
                    }
                    prefix = prefix.replaceFirst("^ ++", "");
                    rest = rest.replaceFirst("^ ++", "");
                } else if (rest.isEmpty() || rest.charAt(0) != prefix.charAt(0)) {
                    throw cannot();
                } else {
                    prefix = prefix.substring(1);
                    rest = rest.substring(1);
                }
            }
        }

        private void blank() {
            if (rest.startsWith(" ")) {
                rest = rest.substring(1);
            }
        }

        private int name(List<String> names, int length) {
            for (int i = 0; i < names.size(); i++) {
                var name =
                        names.get(i).substring(0, Math.min(length, names.get(i).length()));
                if (rest.regionMatches(true, 0, name, 0, name.length())) {
                    rest = rest.substring(name.length());
                    return i;
                }
            }
            throw cannot();
        }

        private boolean isDigit(int at) {
            return at < rest.length() && rest.charAt(at) >= '0' && rest.charAt(at) <= '9';
        }

        private int digits(int least, int most) {
            int end = 0;
            while (end < most && isDigit(end)) {
                end++;
            }
            if (end < least) {
                throw cannot();
            }
            var number = Integer.parseInt(rest.substring(0, end));
            rest = rest.substring(end);
            return number;
        }

        private int number(boolean two, int least, int most) {
            var number = digits(two ? 2 : 1, 2);
            if (number < least || number > most) {
                throw cannot();
            }
            return number;
        }

        private void second(boolean two, Field next) {
            second = number(two, 0, 59);
            // A fraction may follow even where the layout has none.
            if (next != Field.FRACTION_ZEROS && next != Field.FRACTION_NINES && isFraction()) {
                fraction(lengthOfFraction());
            }
        }

        private boolean isFraction() {
            return (rest.startsWith(".") || rest.startsWith(",")) && isDigit(1);
        }

        private int lengthOfFraction() {
            int end = 1;
            while (isDigit(end)) {
                end++;
            }
            return end;
        }

        private void fraction(int length) {
            if (rest.length() < length || !isFraction()) {
                throw cannot();
            }
            var digits = rest.substring(1, length);
            if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw cannot();
            }
            nanos = Integer.parseInt((digits + "0".repeat(9)).substring(0, 9));
            rest = rest.substring(length);
        }

        private void half(String pm, String am) {
            isPm = rest.startsWith(pm);
            isAm = rest.startsWith(am);
            if (!isPm && !isAm) {
                throw cannot();
            }
            rest = rest.substring(2);
        }

        /** A name alone does not say its offset: Go takes it for UTC. */
        private void zoneName() {
            if (rest.startsWith("UTC")) {
                rest = rest.substring(3);
                return;
            }
            rest = rest.substring(lengthOfZoneName());
        }

        private int lengthOfZoneName() {
            if (rest.startsWith("ChST") || rest.startsWith("MeST")) {
                return 4;
            }
            if (rest.startsWith("GMT")) {
                return 3 + lengthOfOffset(rest.substring(3));
            }
            if (rest.startsWith("+") || rest.startsWith("-")) {
                var length = lengthOfOffset(rest);
                if (length > 0) {
                    return length;
                }
            }
            int upper = 0;
            while (upper < Math.min(6, rest.length()) && rest.charAt(upper) >= 'A' && rest.charAt(upper) <= 'Z') {
                upper++;
            }
            var ends = upper > 0 && rest.charAt(upper - 1) == 'T';
            if (upper == 3 || (upper == 4 && (ends || rest.startsWith("WITA"))) || (upper == 5 && ends)) {
                return upper;
            }
            throw cannot();
        }

        private static int lengthOfOffset(String text) {
            int end = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
            while (end > 0 && end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                end++;
            }
            return end > 1 && end < 5 && Integer.parseInt(text.substring(1, end)) <= 23 ? end : 0;
        }

        private void zone(String form) {
            if (form.startsWith("Z") && rest.startsWith("Z")) {
                rest = rest.substring(1);
                return;
            }
            if (!rest.startsWith("+") && !rest.startsWith("-")) {
                throw cannot();
            }
            var sign = rest.startsWith("-") ? -1 : 1;
            rest = rest.substring(1);
            var colon = form.contains(":") ? ":" : "";
            int seconds = number(true, 0, 24) * 3600;
            if (form.length() > 3) {
                skip(colon);
                seconds += number(true, 0, 60) * 60;
            }
            if (form.length() > 6) {
                skip(colon);
                seconds += number(true, 0, 60);
            }
            offset = sign * seconds;
        }
    }
}
