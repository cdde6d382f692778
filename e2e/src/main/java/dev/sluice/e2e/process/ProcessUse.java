package dev.sluice.e2e.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;

/**
 * What a process has used so far. Memory comes from /proc and is 0 where there is none.
 *
 * @param residentBytes resident memory now
 * @param anonymousBytes of it, what is the process's own
 * @param fileBytes of it, what is pages of files: the kernel can take them back, and processes share them
 * @param peakResidentBytes its highest value
 * @param cpu user and system time of all threads
 */
public record ProcessUse(
        long residentBytes, long anonymousBytes, long fileBytes, long peakResidentBytes, Duration cpu) {

    /** Use of a running process; zeros for one that is gone. */
    public static ProcessUse of(ProcessHandle process) {
        var status = Path.of("/proc", String.valueOf(process.pid()), "status");
        var cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
        try {
            var bytes = new HashMap<String, Long>();
            for (var line : Files.readAllLines(status)) {
                if (line.startsWith("Vm") || line.startsWith("Rss")) {
                    bytes.put(line.substring(0, line.indexOf(':')), Long.parseLong(line.replaceAll("\\D", "")) * 1024);
                }
            }
            return new ProcessUse(
                    bytes.getOrDefault("VmRSS", 0L),
                    bytes.getOrDefault("RssAnon", 0L),
                    bytes.getOrDefault("RssFile", 0L),
                    bytes.getOrDefault("VmHWM", 0L),
                    cpu);
        } catch (IOException e) {
            return new ProcessUse(0, 0, 0, 0, cpu);
        }
    }

    /** For people: {@code 174 MB (118 own, 56 of files)}. */
    public String memory() {
        return "%d MB (%d own, %d of files)".formatted(residentBytes >> 20, anonymousBytes >> 20, fileBytes >> 20);
    }
}
