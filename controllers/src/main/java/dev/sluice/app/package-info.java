/**
 * The application: reads its options, wires every part by hand in {@link dev.sluice.app.SluiceApp}, and runs until it is
 * told to stop.
 */
@NullMarked
package dev.sluice.app;

import org.jspecify.annotations.NullMarked;
