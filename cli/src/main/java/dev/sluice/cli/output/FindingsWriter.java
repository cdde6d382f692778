package dev.sluice.cli.output;

import java.io.IOException;
import java.io.PrintWriter;

/** One form in which findings are written. */
interface FindingsWriter {
    void write(Findings findings, PrintWriter out) throws IOException;
}
