package dev.sluice.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.source.SourceException.Reason;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FetchLimitsTest {
    @TempDir
    Path folder;

    @Test
    void a_fetch_that_takes_too_long_is_stopped_and_says_which_field_to_raise() {
        var limits = new FetchLimits(folder, Duration.ofMillis(1));

        awaitCancelled(limits);

        var stopped = catchThrowableOfType(SourceException.class, limits::explain);
        assertThat(stopped.reason()).isEqualTo(Reason.Unreachable);
        assertThat(stopped).hasMessageContaining("spec.timeout");
    }

    @Test
    void a_fetch_that_brings_too_much_is_stopped() throws IOException {
        var limits = new FetchLimits(folder, Duration.ofMinutes(5));
        // A sparse file: large to look at, small on the disk.
        try (var pack = new RandomAccessFile(folder.resolve("incoming.pack").toFile(), "rw")) {
            pack.setLength(1024L * 1024 * 1024 + 1);
        }

        awaitCancelled(limits);

        assertThat(catchThrowableOfType(SourceException.class, limits::explain).reason())
                .isEqualTo(Reason.TooLarge);
    }

    @Test
    void a_fetch_within_the_limits_goes_on() {
        var limits = new FetchLimits(folder, Duration.ofMinutes(5));

        assertThat(limits.isCancelled()).isFalse();
        assertThatCode(limits::explain).doesNotThrowAnyException();
    }

    private static void awaitCancelled(FetchLimits limits) {
        while (!limits.isCancelled()) {
            Thread.onSpinWait();
        }
    }
}
