/** A control plane of one's own (etcd and kube-apiserver), or the one that KUBECONFIG names. */
@NullMarked
package dev.sluice.e2e.kube;

import org.jspecify.annotations.NullMarked;
