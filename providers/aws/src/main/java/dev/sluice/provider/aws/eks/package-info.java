/** EKS: Kubernetes clusters and their groups of nodes. */
@NullMarked
package dev.sluice.provider.aws.eks;

import org.jspecify.annotations.NullMarked;
