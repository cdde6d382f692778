/**
 * What a command has found, in the forms that people and other tools read: the same findings, whichever command they come
 * from.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.output;
