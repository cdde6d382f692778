package dev.sluice.gate.rego;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Instants in nanoseconds, and RFC 3339 as Go reads it: laxer than the standard here, stricter than Java there. */
final class Timestamps {
    private static final Pattern FORM = Pattern.compile("(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})"
            + "T(?<hour>[0-9]{1,2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]++))?"
            + "(?:Z|(?<sign>[+-])(?<zoneHour>[0-9]{2}):(?<zoneMinute>[0-9]{2}))");
    private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);

    private Timestamps() {}

    static RegoValue.Num nanos(Instant at) {
        return new RegoValue.Num(exact(at).toString());
    }

    private static BigInteger exact(Instant at) {
        return BigInteger.valueOf(at.getEpochSecond()).multiply(SECOND).add(BigInteger.valueOf(at.getNano()));
    }

    /** Nothing where the text is no time, or no time that fits into 64 bits. */
    static Optional<RegoValue> parseRfc3339(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            var local = LocalDateTime.of(
                    number(form, "year"),
                    number(form, "month"),
                    number(form, "day"),
                    number(form, "hour"),
                    number(form, "minute"),
                    number(form, "second"),
                    fraction(form.group("fraction")));
            return ofSixtyFourBits(local.toInstant(ZoneOffset.UTC).minusSeconds(offset(form)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Nothing where the nanoseconds do not fit. */
    static Optional<RegoValue> ofSixtyFourBits(Instant at) {
        var nanos = exact(at);
        return nanos.bitLength() < Long.SIZE ? Optional.of(new RegoValue.Num(nanos.toString())) : Optional.empty();
    }

    private static int number(Matcher form, String group) {
        return Integer.parseInt(form.group(group));
    }

    private static int fraction(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt((digits + "0".repeat(9)).substring(0, 9));
    }

    /** Seconds east of Greenwich; Go lets 24 hours and 60 minutes pass. */
    private static int offset(Matcher form) {
        if (form.group("sign") == null) {
            return 0;
        }
        var hours = number(form, "zoneHour");
        var minutes = number(form, "zoneMinute");
        if (hours > 24 || minutes > 60) {
            throw new DateTimeException("time zone offset out of range");
        }
        var seconds = (hours * 60 + minutes) * 60;
        return form.group("sign").equals("-") ? -seconds : seconds;
    }
}
