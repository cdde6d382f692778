/** The policy reports of a cluster as findings. */
@org.jspecify.annotations.NullMarked
package dev.sluice.cli.report;
