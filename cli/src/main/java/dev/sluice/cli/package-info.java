/**
 * The command line for people and for CI: what would change, what policy says of it, and what is in force. Commands that
 * start servers are in {@code e2e}.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli;
