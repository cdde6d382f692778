/** The whole local environment: control plane, cloud, Git server and Sluice itself, wired together. */
@NullMarked
package dev.sluice.e2e.local;

import org.jspecify.annotations.NullMarked;
