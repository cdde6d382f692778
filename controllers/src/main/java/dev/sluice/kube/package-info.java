/** What every controller needs of Kubernetes: conditions, Events, reconciliation ids, backoff. */
@NullMarked
package dev.sluice.kube;

import org.jspecify.annotations.NullMarked;
