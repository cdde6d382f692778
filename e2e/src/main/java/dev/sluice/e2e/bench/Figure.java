package dev.sluice.e2e.bench;

/**
 * One measured figure.
 *
 * @param goal what it is to be; empty where there is none
 */
public record Figure(String name, String measured, String goal) {}
