package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** Protects objects of its namespace from deletion, for as long as it exists or as something that needs them does. */
@Group(Sluice.GROUP)
@Version(Sluice.VERSION)
@AdditionalPrinterColumn(name = "Of", type = Type.STRING, jsonPath = ".spec.of.kind")
@AdditionalPrinterColumn(name = "Name", type = Type.STRING, jsonPath = ".spec.of.name")
@AdditionalPrinterColumn(name = "By", type = Type.STRING, jsonPath = ".spec.by.kind")
@AdditionalPrinterColumn(name = "Reason", type = Type.STRING, jsonPath = ".spec.reason")
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@Describes(
        "Protects objects of its namespace from deletion: at the API server, when something leaves Git, and before the cloud is asked to delete. With by, it protects only while such an object exists.")
@SuppressWarnings("serial")
public class Usage extends CustomResource<Usage.Spec, Void> implements Namespaced {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.by) || has(self.reason)",
            message = "say by what it is used (by), or why it must stay (reason)")
    public record Spec(
            @Required @JsonPropertyDescription("What is protected.")
            Subject of,

            @JsonPropertyDescription("What uses it: without such an object there is no protection.") @Nullable
            Subject by,

            @Size(min = 1, max = 1024)
            @JsonPropertyDescription("Why, for those who are refused. Required without by.")
            @Nullable
            String reason) {}

    /** Objects in the Usage's own namespace. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(value = "has(self.name) != has(self.selector)", message = "give either name or selector")
    public record Subject(
            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription(
                    "Group and version, for example rds.aws.sluice.dev/v1alpha1. Of what is protected, any version counts.")
            String apiVersion,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Kind, for example DBInstance.")
            String kind,

            @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the object.") @Nullable
            String name,

            @JsonPropertyDescription("Labels of the objects.") @Nullable
            ObjectSelector selector) {}
}
