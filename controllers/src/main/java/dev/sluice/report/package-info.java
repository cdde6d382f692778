/**
 * What stands in the cluster, judged in the background by the policies in force, and told as policy reports.
 *
 * <p>{@link dev.sluice.report.Audit} decides when what is judged, {@link dev.sluice.report.Auditor} judges one object, and
 * {@link dev.sluice.report.ReportStore} keeps the reports in the cluster as they have to be.
 */
@NullMarked
package dev.sluice.report;

import org.jspecify.annotations.NullMarked;
