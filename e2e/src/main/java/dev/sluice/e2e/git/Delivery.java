package dev.sluice.e2e.git;

/**
 * One payload that was sent, and what came back.
 *
 * @param status HTTP status; 0 when there was no answer
 * @param answer the body, or why there was none
 */
public record Delivery(Push push, int status, String answer) {}
