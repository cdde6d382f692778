package dev.sluice.e2e.local;

import java.util.List;

/** Flags for a small and quickly started JVM: the controller mostly waits. */
public final class JvmFlags {
    private JvmFlags() {}

    /** @param heap for example {@code 128m} */
    public static List<String> small(String heap) {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heap,
                // Begins small and stays close to what is in use: the controller has long quiet times.
                "-Xms16m",
                "-XX:NewSize=6m",
                "-XX:MaxNewSize=12m",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=25",
                "-XX:TrimNativeHeapInterval=30000",
                // Else every page of the start cache is patched for an address that changes with each start, and so
                // read and
                // resident. Where it lies is then known; what lies elsewhere (heap, stacks, libraries, code) is not.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:ArchiveRelocationMode=0",
                // Its remarks on the start cache would be lines in the log that are no JSON.
                "-Xlog:aot*=off",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED");
    }
}
