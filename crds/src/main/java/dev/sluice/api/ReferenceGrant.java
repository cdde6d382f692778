package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets managed resources of other namespaces refer to managed resources of this one. Written by those to whom the
 * referenced resources belong; the same idea and shape as the Gateway API's.
 */
@Group(Sluice.GROUP)
@Version(Sluice.VERSION)
@AdditionalPrinterColumn(name = "From", type = Type.STRING, jsonPath = ".spec.from[*].namespace")
@AdditionalPrinterColumn(name = "To", type = Type.STRING, jsonPath = ".spec.to[*].kind")
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@Describes(
        "Lets managed resources of other namespaces refer to managed resources of this namespace. Each kind and namespace in from may refer to each kind in to, or only to the one object that to names.")
@SuppressWarnings("serial")
public class ReferenceGrant extends CustomResource<ReferenceGrant.Spec, Void> implements Namespaced {

    public record Spec(
            @Required @Size(min = 1, max = 64) @JsonPropertyDescription("Who may refer to what to names.")
            List<From> from,

            @Required @Size(min = 1, max = 64) @JsonPropertyDescription("What may be referred to, in this namespace.")
            List<To> to) {}

    public record From(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription("API group of the referring objects, for example rds.aws.sluice.dev.")
            String group,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Kind of the referring objects.")
            String kind,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Namespace of the referring objects.")
            String namespace) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record To(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription("API group of the referenced objects, for example ec2.aws.sluice.dev.")
            String group,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Kind of the referenced objects.")
            String kind,

            @Size(min = 1, max = 253)
            @JsonPropertyDescription("Name of the one object that may be referred to. Default: all of the kind.")
            @Nullable
            String name) {}
}
