package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule in Rego that judges changes at the gates. Cluster-scoped.
 *
 * <p>The module declares any package and one or more of {@code violation} (a set of objects with {@code msg} and,
 * optionally, {@code details}), {@code deny} (a set of strings or of such objects) and {@code warn} (the same; never
 * rejects).
 */
@Group(Sluice.GROUP)
@Version(Sluice.VERSION)
@AdditionalPrinterColumn(
        name = "Ready",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
        name = "InForce",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"InForce\")].status")
@AdditionalPrinterColumn(name = "Action", type = Type.STRING, jsonPath = ".spec.action")
@AdditionalPrinterColumn(name = "Severity", type = Type.STRING, jsonPath = ".spec.severity")
@AdditionalPrinterColumn(name = "Revision", type = Type.STRING, jsonPath = ".status.inForce.digest", priority = 1)
@AdditionalPrinterColumn(
        name = "Message",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
        priority = 1)
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@Describes(
        "A rule in Rego that judges changes: what is asked of the API server, what Git wants in the cluster, and what would change in the cloud. A revision that does not compile never takes the place of the one in force.")
@SuppressWarnings("serial")
public class Policy extends CustomResource<Policy.Spec, Policy.Status> {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Spec(
            @Size(max = 1024) @JsonPropertyDescription("What the policy demands and why, for people.") @Nullable
            String description,

            @Required @Size(min = 1, max = 262144) @JsonPropertyDescription("The Rego module (v1).")
            String rego,

            @PreserveUnknownFields @JsonPropertyDescription("Given to the module as input.parameters.") @Nullable
            JsonNode parameters,

            @JsonPropertyDescription("Which changes the policy judges. Default: all.") @Nullable
            Match match,

            @JsonPropertyDescription("What a violation does. Default: deny.") @Nullable
            Action action,

            @JsonPropertyDescription("critical, high, medium, low or info. Default: medium.") @Nullable
            Severity severity,

            @Size(max = 32)
            @JsonPropertyDescription("Controls this policy answers, for example CIS-AWS-2.1.4.")
            @Nullable
            List<String> controls) {}

    /** All conditions must hold; an absent one always does. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Match(
            @JsonPropertyDescription("The gates at which the policy judges. Default: all.") @Nullable
            List<GatePoint> gates,

            @JsonPropertyDescription("API groups and kinds; * stands for any.") @Nullable
            List<Kinds> kinds,

            @JsonPropertyDescription("Namespaces; a trailing * matches a prefix.") @Nullable
            List<String> namespaces,

            @JsonPropertyDescription("Namespaces that are left out; a trailing * matches a prefix.") @Nullable
            List<String> excludedNamespaces,

            @JsonPropertyDescription("Labels of the object, before or after the change.") @Nullable
            LabelSelector labelSelector,

            @JsonPropertyDescription("create, update and delete. Default: all.") @Nullable
            List<Operation> operations) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Kinds(
            @JsonPropertyDescription(
                    "API groups, for example s3.aws.sluice.dev; * for any, *.aws.sluice.dev for a suffix.")
            @Nullable
            List<String> apiGroups,

            @JsonPropertyDescription("Kinds, for example Bucket; * for any.") @Nullable
            List<String> kinds) {}

    public enum Action {
        @JsonProperty("deny")
        DENY,
        @JsonProperty("warn")
        WARN,
        @JsonProperty("dryrun")
        DRYRUN
    }

    public enum Severity {
        @JsonProperty("critical")
        CRITICAL,
        @JsonProperty("high")
        HIGH,
        @JsonProperty("medium")
        MEDIUM,
        @JsonProperty("low")
        LOW,
        @JsonProperty("info")
        INFO
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Status(
            @Nullable Long observedGeneration,
            @Nullable List<Condition> conditions,

            @JsonPropertyDescription("The revision that decides now; kept when a newer one does not compile.") @Nullable
            InForce inForce) {}

    /** A revision in force, whole, so that it survives a restart while the newest one is broken. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record InForce(
            @JsonPropertyDescription("metadata.generation of this revision.") @Nullable
            Long generation,

            @JsonPropertyDescription("Digest of the revision: SHA-256 of its spec.")
            String digest,

            @JsonPropertyDescription("Since when, RFC 3339.")
            String since,

            @JsonPropertyDescription("The specification in force.")
            Spec spec) {}
}
