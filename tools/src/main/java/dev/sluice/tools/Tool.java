package dev.sluice.tools;

import java.util.List;

/** A program that Sluice's tests or its local environment need, and the version it is pinned to. */
public enum Tool {
    KUBE_APISERVER("kube-apiserver", "1.36.3", "kubernetes", "k8s.io/kubernetes/cmd/kube-apiserver"),
    KUBECTL("kubectl", "1.36.3", "kubernetes", "k8s.io/kubernetes/cmd/kubectl"),
    ETCD("etcd", "3.6.8", "etcd", "go.etcd.io/etcd/server/v3"),
    OPA("opa", "1.22.0", "opa", "github.com/open-policy-agent/opa"),
    MOTO("moto_server", "5.2.5", "moto", "");

    private final String program;
    private final String version;
    private final String pin;
    private final String goPackage;

    Tool(String program, String version, String pin, String goPackage) {
        this.program = program;
        this.version = version;
        this.pin = pin;
        this.goPackage = goPackage;
    }

    /** File name of the executable. */
    public String program() {
        return program;
    }

    /** Pinned version. */
    public String version() {
        return version;
    }

    /** The environment variable that names an executable to use instead. */
    public String variable() {
        return "SLUICE_" + name();
    }

    /** True for what setup-envtest puts into KUBEBUILDER_ASSETS. */
    boolean isKubernetes() {
        return this == KUBE_APISERVER || this == KUBECTL || this == ETCD;
    }

    boolean isPython() {
        return this == MOTO;
    }

    /** The files that pin it, as class path resources. */
    List<String> pinFiles() {
        return isPython()
                ? List.of("moto/requirements.txt")
                : List.of("go/" + pin + "/go.mod", "go/" + pin + "/go.sum", "go/" + pin + "/tools.go");
    }

    String goPackage() {
        return goPackage;
    }
}
