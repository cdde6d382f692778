/** The main job as a scenario: from git push to a gated cloud, each step checked against the cloud itself. */
@NullMarked
package dev.sluice.e2e.demo;

import org.jspecify.annotations.NullMarked;
