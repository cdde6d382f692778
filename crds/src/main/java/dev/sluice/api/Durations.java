package dev.sluice.api;

import java.time.Duration;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Durations as Kubernetes users write them: {@code 500ms}, {@code 90s}, {@code 1h30m}. */
public final class Durations {
    public static final String PATTERN = "^([0-9]{1,6}(ms|s|m|h))+$";
    private static final java.util.regex.Pattern WHOLE = java.util.regex.Pattern.compile(PATTERN);
    private static final java.util.regex.Pattern PART = java.util.regex.Pattern.compile("([0-9]{1,6})(ms|s|m|h)");
    private static final int MAX_LENGTH = 32;

    private Durations() {}

    /**
     * @return the duration, or {@code fallback} where {@code text} is null
     * @throws IllegalArgumentException when the text is not a duration
     */
    public static Duration parse(@Nullable String text, Duration fallback) {
        if (text == null) {
            return fallback;
        }
        if (text.length() > MAX_LENGTH || !WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not a duration: write for example 90s, 10m or 1h30m".formatted(text));
        }
        Matcher parts = PART.matcher(text);
        var sum = Duration.ZERO;
        while (parts.find()) {
            long amount = Long.parseLong(parts.group(1));
            sum = sum.plus(
                    switch (parts.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    });
        }
        return sum;
    }
}
