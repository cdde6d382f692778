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
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies the manifests of one path of a {@link GitRepository}, through the gate, and prunes what has left Git. */
@Group(Sluice.GROUP)
@Version(Sluice.VERSION)
@AdditionalPrinterColumn(
        name = "Ready",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Revision", type = Type.STRING, jsonPath = ".status.lastAppliedRevision")
@AdditionalPrinterColumn(name = "Applied", type = Type.INTEGER, jsonPath = ".status.counts.applied")
@AdditionalPrinterColumn(name = "Held", type = Type.INTEGER, jsonPath = ".status.counts.held")
@AdditionalPrinterColumn(name = "Failed", type = Type.INTEGER, jsonPath = ".status.counts.failed")
@AdditionalPrinterColumn(
        name = "Message",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1)
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@Describes(
        "Applies the manifests of one path of a GitRepository to the cluster, through the policy gate, and deletes what has left Git. What policy forbids is held back, object by object, and named in the status.")
@SuppressWarnings("serial")
public class Sync extends CustomResource<Sync.Spec, Sync.Status> implements Namespaced {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(
            @Required @JsonPropertyDescription("The GitRepository, in the same namespace.")
            LocalReference sourceRef,

            @Size(max = 1024)
            @Pattern("^[^/\\\\][^\\\\]*$|^$")
            @JsonPropertyDescription(
                    "Folder in the repository whose YAML files are applied, recursively. Default: the whole repository.")
            @Nullable
            String path,

            @Required
            @JsonPropertyDescription("True deletes from the cluster what this Sync applied and Git no longer has.")
            Boolean prune,

            @Pattern(Durations.PATTERN)
            @JsonPropertyDescription(
                    "How often applied objects are compared with Git although nothing was pushed. Default: 10m.")
            @Nullable
            String interval,

            @Size(max = 63)
            @JsonPropertyDescription("Namespace for objects that name none. Default: the Sync's own.")
            @Nullable
            String targetNamespace,

            @JsonPropertyDescription("True stops applying; what was applied stays.") @Nullable
            Boolean suspend) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(
            @Nullable Long observedGeneration,
            @Nullable List<Condition> conditions,

            @JsonPropertyDescription("Commit that was last worked on.") @Nullable
            String lastAttemptedRevision,

            @JsonPropertyDescription("Last commit of which every object was applied.") @Nullable
            String lastAppliedRevision,

            @JsonPropertyDescription("RFC 3339 time of the last attempt.") @Nullable
            String lastAttemptedAt,

            @JsonPropertyDescription("How many objects came out how, at the last attempted revision.") @Nullable
            Counts counts,

            @JsonPropertyDescription("Every object this Sync is answerable for, and what became of it.") @Nullable
            List<Entry> objects,

            @JsonPropertyDescription("Files that could not be read; while there are any, nothing is pruned.") @Nullable
            List<FileError> errors,

            @JsonPropertyDescription("True when errors or objects are cut off; the counts are complete.") @Nullable
            Boolean truncated,

            @JsonPropertyDescription("The last value of the reconcile-requested-at annotation that was acted on.")
            @Nullable
            String lastHandledReconcileAt) {}

    /** How many objects of the last attempted revision came out how. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Counts(
            @JsonPropertyDescription("Objects that stand in the cluster as Git has them.")
            int applied,

            @JsonPropertyDescription("Objects that policy holds back.")
            int held,

            @JsonPropertyDescription("Objects that could not be applied.")
            int failed,

            @JsonPropertyDescription("Objects that were deleted because they have left Git.")
            int pruned) {}

    /** What became of one object. */
    public enum Result {
        /** It stands in the cluster as Git has it. */
        Applied,
        /** Policy did not admit the change; what was in force before stays. */
        Held,
        /** The API server refused it, or it could not be reached. */
        Failed,
        /** It has left Git, but policy or a guard keeps it. */
        PruneHeld
    }

    /**
     * One object. {@code digest} identifies the manifest that is in force in the cluster (absent when none is), so an
     * entry with a digest is owned by this Sync and may be pruned by it.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            @JsonPropertyDescription("apiVersion of the object.")
            String apiVersion,

            @JsonPropertyDescription("kind of the object.") String kind,

            @JsonPropertyDescription("Namespace of the object; absent for a cluster-scoped one.") @Nullable
            String namespace,

            @JsonPropertyDescription("Name of the object.") String name,

            @JsonPropertyDescription("File in the repository.")
            String path,

            @JsonPropertyDescription("Line at which the document starts.") @Nullable
            Integer line,

            @JsonPropertyDescription("Commit in force in the cluster.") @Nullable
            String revision,

            @JsonPropertyDescription("Digest of the manifest in force in the cluster.") @Nullable
            String digest,

            @JsonPropertyDescription("Applied, Held by policy, Failed, or PruneHeld: it has left Git but is kept.")
            Result result,

            @JsonPropertyDescription("Why, when it was not applied.") @Nullable
            String message,

            @JsonPropertyDescription("The policies that hold it.") @Nullable
            List<Violation> violations) {}

    /** A file, or a place in it, that could not be read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FileError(
            @JsonPropertyDescription("File in the repository.")
            String path,

            @JsonPropertyDescription("Line, from 1, where it is known.") @Nullable
            Integer line,

            @JsonPropertyDescription("What is wrong and what to do.")
            String message) {}
}
