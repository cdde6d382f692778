package dev.sluice.gate.rego;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** An OPA bundle, a compressed tar archive, of which only the WebAssembly is wanted. */
final class Bundle {
    private static final int BLOCK = 512;
    private static final long MAX_WASM = 64L * 1024 * 1024;

    private Bundle() {}

    static byte[] wasm(Path bundle) throws IOException {
        try (var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(bundle)))) {
            var header = new byte[BLOCK];
            while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
                var name = text(header, 0, 100);
                var size = Long.parseLong(text(header, 124, 12).strip(), 8);
                if (size > MAX_WASM) {
                    throw new IOException("the compiled policies are larger than %d bytes".formatted(MAX_WASM));
                }
                if (name.endsWith("policy.wasm")) {
                    return in.readNBytes((int) size);
                }
                in.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
            }
        }
        throw new IOException("OPA's bundle has no policy.wasm");
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.US_ASCII);
    }
}
