package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The places at which a change is judged. */
public enum GatePoint {
    /** The command line, on files, without a cluster. */
    @JsonProperty("ci")
    CI,
    /** The API server's admission webhook. */
    @JsonProperty("admission")
    ADMISSION,
    /** From Git to the cluster. */
    @JsonProperty("sync")
    SYNC,
    /** From the cluster to the cloud, on the observed difference. */
    @JsonProperty("cloud")
    CLOUD,
    /** What already stands in the cluster, in the background. */
    @JsonProperty("audit")
    AUDIT;

    /** The name that policies see. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
