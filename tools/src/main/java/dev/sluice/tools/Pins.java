package dev.sluice.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The files that pin a tool's exact sources; they travel in the jar. */
final class Pins {
    private Pins() {}

    /** First eight hexadecimal digits of a digest over the pins: another pin is another cache entry. */
    static String digest(Tool tool) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var file : tool.pinFiles()) {
                digest.update(read(file));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Writes the pins into a folder, by their plain file names. */
    static void unpack(Tool tool, Path folder) throws IOException {
        for (var file : tool.pinFiles()) {
            Files.write(folder.resolve(Path.of(file).getFileName().toString()), read(file));
        }
    }

    private static byte[] read(String file) {
        try (var in = Pins.class.getResourceAsStream("/dev/sluice/tools/pins/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the pin " + file + " is missing from the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
