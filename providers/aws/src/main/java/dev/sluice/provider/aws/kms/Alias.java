package dev.sluice.provider.aws.kms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.ObjectReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.Reference;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.client.Regions;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A name of a KMS key. */
@Group("kms.aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "An alias of a key of AWS KMS. Its name in AWS is alias/ followed by the object's own name, or by that of the annotation sluice.dev/external-name.")
@SuppressWarnings("serial")
public class Alias extends ManagedResource<Alias.Parameters, Alias.Outputs> {

    /** What can be wished for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "has(self.targetKeyId) != has(self.targetKeyRef)",
            message = "give either targetKeyId or targetKeyRef")
    public record Parameters(
            @Required
            @Immutable
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription("Region the alias lives in, for example eu-west-1. Cannot be changed.")
            String region,

            @Size(min = 1, max = 2048)
            @Pattern("^(arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/)?[A-Za-z0-9-]+$")
            @JsonPropertyDescription("Id or ARN of the key, of this account and region.")
            @Nullable
            String targetKeyId,

            @Reference(kind = Key.class, output = "keyId", to = "targetKeyId")
            @JsonPropertyDescription("The key as a Key, by name or selector.")
            @Nullable
            ObjectReference targetKeyRef) {}

    /** What only AWS can say. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("ARN of the alias.") String arn,

            @JsonPropertyDescription("Name of the alias in AWS, alias/ included.")
            String aliasName) {}
}
