package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refers to another managed resource, by its name or by its labels. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "has(self.name) != has(self.selector)", message = "give either name or selector")
public record ObjectReference(
        @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the object.") @Nullable
        String name,

        @JsonPropertyDescription(
                "Labels of the object: exactly one object must have them, in a list of references at least one.")
        @Nullable
        ObjectSelector selector,

        @Size(min = 1, max = 63)
        @JsonPropertyDescription(
                "Namespace of the object. Default: this object's own. Any other must allow it by a ReferenceGrant.")
        @Nullable
        String namespace) {

    /** The object of this name in the same namespace. */
    public static ObjectReference to(String name) {
        return new ObjectReference(name, null, null);
    }

    /** Objects with these labels in the same namespace. */
    public static ObjectReference selecting(Map<String, String> labels) {
        return new ObjectReference(null, new ObjectSelector(labels), null);
    }

    /** The same reference into another namespace. */
    public ObjectReference in(String other) {
        return new ObjectReference(name, selector, other);
    }
}
