package dev.sluice.managed;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.provider.field.FieldPath;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.InitialParameters;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is wished for, before it is known what there is: a resource that is being created is wished for with the
 * parameters of {@code spec.initProvider} too, and from then on these are left as they are found.
 *
 * @param lasting what always counts
 * @param creation what the resource is created with
 * @param left parameters that only the creation says something of
 * @param missing what is in the way of the creation; null where nothing is
 */
record Wishes(
        ObjectNode lasting,
        ObjectNode creation,
        List<FieldPath> left,
        @Nullable Outcome missing) {

    Wishes missing(Outcome what) {
        return new Wishes(lasting, creation, left, what);
    }

    /** Content of {@code spec.initProvider} that no resource can be created with. */
    static final class InvalidException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InvalidException(String message) {
            super(message);
        }
    }

    /** @throws InvalidException with the path of the field that is wrong */
    static InitialParameters merge(
            ObjectNode lasting, @Nullable JsonNode initial, FieldRules rules, Class<? extends Record> parameters) {
        try {
            var merged = InitialParameters.under(lasting, initial, rules);
            if (!merged.only().isEmpty()) {
                ManagedControllers.JSON.treeToValue(merged.merged(), parameters);
            }
            return merged;
        } catch (IllegalArgumentException e) {
            throw new InvalidException(e.getMessage() + ".");
        } catch (JsonMappingException e) {
            var path = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                    .collect(Collectors.joining());
            // The value itself is not repeated: it may be a secret.
            throw new InvalidException("spec.initProvider%s does not have the form of this parameter.".formatted(path));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new InvalidException("spec.initProvider cannot be read.");
        }
    }
}
