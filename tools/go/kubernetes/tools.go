//go:build tools

// Pins the servers that the local environment is built from.
package tool

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kubectl"
)
