package com.example.notes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.provider.ConfigStatus;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** How to reach one server of notes. Cluster-scoped, because the token is not one namespace's affair. */
@Group("notes.example.com")
@Version("v1alpha1")
@Describes(
        "How to reach one server of notes. Notes name it in spec.providerConfigRef; the one named default is used by those that name none.")
public class ProviderConfig extends CustomResource<ProviderConfig.Spec, ConfigStatus> {

    public record Spec(
            @Required
            @Pattern("^https?://[A-Za-z0-9.\\[\\]:-]+$")
            @Size(max = 512)
            @JsonPropertyDescription("URL of the server, for example http://127.0.0.1:8700.")
            String url,

            @Required @JsonPropertyDescription("The Secret with the server's token, under the key token.")
            SecretReference tokenSecretRef) {}

    public record SecretReference(
            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Namespace of the Secret.")
            String namespace,

            @Required @Size(min = 1, max = 253) @JsonPropertyDescription("Name of the Secret.")
            String name) {}
}
