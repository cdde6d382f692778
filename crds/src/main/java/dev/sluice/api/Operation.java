package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a change does to its subject. */
public enum Operation {
    @JsonProperty("create")
    CREATE,
    @JsonProperty("update")
    UPDATE,
    @JsonProperty("delete")
    DELETE;

    /** The name that policies see in {@code input.change.operation}. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
