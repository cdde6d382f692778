package dev.sluice.provider.aws;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.field.OneOf;
import dev.sluice.provider.aws.client.Regions;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** How to reach AWS. Cluster-scoped, because the credentials of an account are not one namespace's affair. */
@Group("aws.sluice.dev")
@Version("v1alpha1")
@Describes(
        "How to reach one account of AWS: where, and with whose credentials. Managed resources name it in spec.providerConfigRef; the one named default is used by those that name none.")
@AdditionalPrinterColumn(name = "Region", type = Type.STRING, jsonPath = ".spec.region")
@AdditionalPrinterColumn(name = "Source", type = Type.STRING, jsonPath = ".spec.credentials.source")
@AdditionalPrinterColumn(name = "Endpoint", type = Type.STRING, jsonPath = ".spec.endpoint", priority = 1)
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@SuppressWarnings("serial")
public class ProviderConfig extends CustomResource<ProviderConfig.Spec, Void> {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(
            @Pattern(Regions.PATTERN)
            @Size(max = 32)
            @JsonPropertyDescription(
                    "Region in which the credentials are checked, for example eu-west-1. Default: us-east-1. A resource names its own region.")
            @Nullable
            String region,

            @Pattern("^https?://[A-Za-z0-9.\\[\\]:-]+(/[A-Za-z0-9._/-]*)?$")
            @Size(max = 512)
            @JsonPropertyDescription(
                    "URL that takes the place of AWS's own endpoints, for an emulator, for example http://127.0.0.1:5000. Buckets are then addressed by path.")
            @Nullable
            String endpoint,

            @Required @JsonPropertyDescription("Whose credentials are used.")
            Credentials credentials) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    @ValidationRule(
            value = "(self.source == 'Secret') == has(self.secretRef)",
            message = "secretRef is required with source Secret, and not allowed with source Environment")
    public record Credentials(
            @Required
            @OneOf({"Secret", "Environment"})
            @JsonPropertyDescription(
                    "Secret: keys in a Secret. Environment: what Sluice's own process has, such as AWS_ACCESS_KEY_ID, a web identity (IRSA) or the role of its container or machine.")
            String source,

            @JsonPropertyDescription("The Secret, for source Secret.") @Nullable
            SecretReference secretRef) {}

    public record SecretReference(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Namespace of the Secret.")
            String namespace,

            @Required
            @Size(min = 1, max = 253)
            @JsonPropertyDescription(
                    "Name of the Secret. Keys: accessKeyId, secretAccessKey and, for temporary credentials, sessionToken.")
            String name) {}

    @Override
    protected Spec initSpec() {
        return new Spec(null, null, new Credentials("Environment", null));
    }
}
