package dev.sluice.api.managed;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What Sluice may do with an external resource; Crossplane's vocabulary without LateInitialize, which would write into the specification. */
public enum ManagementPolicy {
    @JsonProperty("*")
    ALL,
    @JsonProperty("Observe")
    OBSERVE,
    @JsonProperty("Create")
    CREATE,
    @JsonProperty("Update")
    UPDATE,
    @JsonProperty("Delete")
    DELETE
}
