package dev.sluice.tools;

/** A tool is not there and cannot be built. The message names every way to provide it. */
public final class ToolMissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ToolMissingException(String message) {
        super(message);
    }
}
