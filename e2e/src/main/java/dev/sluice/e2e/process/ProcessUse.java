package dev.sluice.e2e.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process has used so far. Memory comes from /proc and is 0 where there is none.
 *
 * @param residentBytes resident memory now
 * @param peakResidentBytes its highest value
 * @param cpu user and system time of all threads
 */
public record ProcessUse(long residentBytes, long peakResidentBytes, Duration cpu) {

    /** Use of a running process; zeros for one that is gone. */
    public static ProcessUse of(ProcessHandle process) {
        var status = Path.of("/proc", String.valueOf(process.pid()), "status");
        var cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
        try {
            long resident = 0;
            long peak = 0;
            for (var line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    resident = kilobytes(line);
                } else if (line.startsWith("VmHWM:")) {
                    peak = kilobytes(line);
                }
            }
            return new ProcessUse(resident * 1024, peak * 1024, cpu);
        } catch (IOException e) {
            return new ProcessUse(0, 0, cpu);
        }
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }
}
