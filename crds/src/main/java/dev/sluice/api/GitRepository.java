package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Git repository that is mirrored into Sluice's cache; what {@link Sync}s read. */
@Group(Sluice.GROUP)
@Version(Sluice.VERSION)
@ShortNames("gitrepo")
@AdditionalPrinterColumn(
        name = "Ready",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Revision", type = Type.STRING, jsonPath = ".status.artifact.revision")
@AdditionalPrinterColumn(name = "URL", type = Type.STRING, jsonPath = ".spec.url", priority = 1)
@AdditionalPrinterColumn(
        name = "Message",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1)
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@Describes(
        "A branch of a Git repository that is mirrored into Sluice's cache. A Sync reads from it. A push is seen at once by webhook, else at the next interval.")
@SuppressWarnings("serial")
public class GitRepository extends CustomResource<GitRepository.Spec, GitRepository.Status> implements Namespaced {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(
            @Required
            @Pattern("^https?://[^\\s@]+$")
            @Size(max = 2048)
            @JsonPropertyDescription(
                    "HTTPS URL of the repository, without credentials; those go into the Secret that secretRef names.")
            String url,

            @Size(max = 255)
            @Pattern("^[^\\s~^:?*\\[\\\\]+$")
            @JsonPropertyDescription("Branch to follow. Default: main.")
            @Nullable
            String branch,

            @Pattern(Durations.PATTERN)
            @JsonPropertyDescription(
                    "How often the branch is looked up when no webhook tells of a push, for example 5m. Default: 5m.")
            @Nullable
            String interval,

            @Pattern(Durations.PATTERN) @JsonPropertyDescription("How long one fetch may take. Default: 60s.") @Nullable
            String timeout,

            @JsonPropertyDescription(
                    "Secret in the same namespace with the keys username and password (a token goes into password).")
            @Nullable
            LocalReference secretRef,

            @JsonPropertyDescription(
                    "Secret in the same namespace whose key token signs the webhook's payload (HMAC SHA-256, header X-Hub-Signature-256). Without it the webhook endpoint refuses every call.")
            @Nullable
            LocalReference receiverSecretRef,

            @JsonPropertyDescription("True stops fetching; what was fetched stays in force.") @Nullable
            Boolean suspend) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(
            @Nullable Long observedGeneration,
            @Nullable List<Condition> conditions,

            @JsonPropertyDescription("The last commit that was fetched.") @Nullable
            Artifact artifact,

            @JsonPropertyDescription("Path below Sluice's own address that a webhook posts to.") @Nullable
            String receiverPath,

            @JsonPropertyDescription("The last value of the reconcile-requested-at annotation that was acted on.")
            @Nullable
            String lastHandledReconcileAt) {}

    /**
     * @param revision commit, 40 hexadecimal digits
     * @param fetchedAt RFC 3339 time at which this commit was first fetched
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Artifact(
            @JsonPropertyDescription("Commit, 40 hexadecimal digits.")
            String revision,

            @JsonPropertyDescription("Branch it was read from.")
            String branch,

            @JsonPropertyDescription("Author, as name <email>.") @Nullable
            String author,

            @JsonPropertyDescription("First line of the commit message, at most 200 characters.") @Nullable
            String subject,

            @JsonPropertyDescription("When the commit was first fetched, RFC 3339.")
            String fetchedAt,

            @JsonPropertyDescription("True when this commit does not descend from the one before it (a force push).")
            @Nullable
            Boolean rewritten) {}

    @Override
    protected Spec initSpec() {
        return new Spec("", null, null, null, null, null, null);
    }
}
