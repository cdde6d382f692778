/**
 * {@code policy verify}: runs gator's suites. {@link dev.sluice.cli.verify.Suites} finds and reads them,
 * {@link dev.sluice.cli.verify.SuiteRunner} runs them on the gate's own evaluator, {@link dev.sluice.cli.verify.SuiteText}
 * and the writers of {@link dev.sluice.cli.output} tell how it went.
 */
@NullMarked
package dev.sluice.cli.verify;

import org.jspecify.annotations.NullMarked;
