package dev.sluice.gate.log;

import java.io.IOException;
import java.io.OutputStream;

/** Where lines go. Used by one thread. */
public interface LineWriter extends AutoCloseable {

    /** @param line with its line end */
    void line(byte[] line) throws IOException;

    void flush() throws IOException;

    @Override
    void close() throws IOException;

    /** Standard output, or anything like it; never closed. */
    static LineWriter to(OutputStream out) {
        return new LineWriter() {
            @Override
            public void line(byte[] line) throws IOException {
                out.write(line);
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }

            @Override
            public void close() throws IOException {
                out.flush();
            }
        };
    }
}
