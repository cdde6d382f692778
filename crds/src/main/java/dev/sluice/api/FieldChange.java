package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * One field that differs. The same shape stands in {@code status.plan}, in the drift ledger and in a policy's
 * {@code input.change.diff}.
 *
 * <p>A sensitive field carries {@value #REDACTED} in place of both values.
 *
 * @param path field path below the compared value, for example {@code encryption.algorithm} or {@code tags[team]}
 * @param before value before the change; absent for {@link Action#ADD}
 * @param after value after the change; absent for {@link Action#REMOVE}
 * @param replace true where the field cannot be changed in place
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldChange(
        @Required @JsonPropertyDescription("Path of the field, for example encryption.algorithm or tags[team].")
        String path,

        @Required @JsonPropertyDescription("add, change or remove.")
        Action action,

        @JsonPropertyDescription("Value before the change; absent when the field is added.")
        @PreserveUnknownFields
        @Nullable
        JsonNode before,

        @JsonPropertyDescription("Value after the change; absent when the field is removed.")
        @PreserveUnknownFields
        @Nullable
        JsonNode after,

        @JsonPropertyDescription("spec: the desired state changed. drift: the cloud or the cluster changed.") @Nullable
        Reason reason,

        @JsonPropertyDescription("True where the field is immutable and only a replacement could change it.") @Nullable
        Boolean replace) {

    public static final String REDACTED = "(sensitive)";

    public enum Action {
        @JsonProperty("add")
        ADD,
        @JsonProperty("change")
        CHANGE,
        @JsonProperty("remove")
        REMOVE
    }

    public enum Reason {
        @JsonProperty("spec")
        SPEC,
        @JsonProperty("drift")
        DRIFT
    }

    public FieldChange because(Reason newReason) {
        return new FieldChange(path, action, before, after, newReason, replace);
    }

    public boolean needsReplacement() {
        return Boolean.TRUE.equals(replace);
    }
}
