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

            @Required @Size(min = 1, max = 262144) @JsonPropertyDescription("The Rego module.")
            String rego,

            @JsonPropertyDescription("The syntax of the module: v1, or v0 as before OPA 1.0. Default: v1.") @Nullable
            RegoVersion regoVersion,

            @Size(min = 1, max = 262144)
            @JsonPropertyDescription(
                    "Tests of the module, in Rego: a module of rules that start with test_. A revision that fails one is never in force.")
            @Nullable
            String tests,

            @PreserveUnknownFields @JsonPropertyDescription("Given to the module as input.parameters.") @Nullable
            JsonNode parameters,

            @PreserveUnknownFields
            @JsonPropertyDescription(
                    "What parameters must look like: an OpenAPI v3 schema, as in a custom resource definition.")
            @Nullable
            JsonNode parametersSchema,

            @PreserveUnknownFields
            @JsonPropertyDescription(
                    "Documents that the module reads as data.documents, for example lists of allowed sizes.")
            @Nullable
            JsonNode data,

            @Size(max = 32)
            @JsonPropertyDescription(
                    "Kinds of objects in the cluster that the module reads as data.inventory, in Gatekeeper's shape.")
            @Nullable
            List<InventoryKind> inventory,

            @JsonPropertyDescription("Which changes the policy judges. Default: all.") @Nullable
            Match match,

            @JsonPropertyDescription("What a violation does. Default: deny.") @Nullable
            Action action,

            @JsonPropertyDescription("What a violation does at one gate, where that differs from action.") @Nullable
            Actions actions,

            @JsonPropertyDescription("critical, high, medium, low or info. Default: medium.") @Nullable
            Severity severity,

            @Size(max = 32)
            @JsonPropertyDescription("Controls this policy answers, for example CIS-AWS-2.1.4.")
            @Nullable
            List<String> controls) {

        /** A policy that denies, at all gates, what this module objects to. */
        public static Spec of(String rego) {
            return new Spec(null, rego, null, null, null, null, null, null, null, null, null, null, null);
        }

        public Spec withRego(String text) {
            return new Spec(
                    description,
                    text,
                    regoVersion,
                    tests,
                    parameters,
                    parametersSchema,
                    data,
                    inventory,
                    match,
                    action,
                    actions,
                    severity,
                    controls);
        }

        public Spec withParameters(@Nullable JsonNode value) {
            return new Spec(
                    description,
                    rego,
                    regoVersion,
                    tests,
                    value,
                    parametersSchema,
                    data,
                    inventory,
                    match,
                    action,
                    actions,
                    severity,
                    controls);
        }

        public Spec withMatch(@Nullable Match value) {
            return new Spec(
                    description,
                    rego,
                    regoVersion,
                    tests,
                    parameters,
                    parametersSchema,
                    data,
                    inventory,
                    value,
                    action,
                    actions,
                    severity,
                    controls);
        }

        public Spec withAction(@Nullable Action value) {
            return new Spec(
                    description,
                    rego,
                    regoVersion,
                    tests,
                    parameters,
                    parametersSchema,
                    data,
                    inventory,
                    match,
                    value,
                    actions,
                    severity,
                    controls);
        }
    }

    /** The syntax of a module. */
    public enum RegoVersion {
        @JsonProperty("v0")
        V0,
        @JsonProperty("v1")
        V1
    }

    /** A kind of object that policies may read from the cluster. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record InventoryKind(
            @JsonPropertyDescription("API group; empty or absent for the core group.") @Nullable
            String group,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("API version, for example v1.")
            String version,

            @Required @Size(min = 1, max = 63) @JsonPropertyDescription("Kind, for example Namespace.")
            String kind) {}

    /** What a violation does, gate by gate. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Actions(
            @JsonPropertyDescription("On the command line.") @Nullable
            Action ci,

            @JsonPropertyDescription("At the API server.") @Nullable
            Action admission,

            @JsonPropertyDescription("From Git to the cluster.") @Nullable
            Action sync,

            @JsonPropertyDescription("From the cluster to the cloud.") @Nullable
            Action cloud,

            @JsonPropertyDescription("On what stands in the cluster; only recorded there.") @Nullable
            Action audit) {

        public @Nullable Action at(GatePoint gate) {
            return switch (gate) {
                case CI -> ci;
                case ADMISSION -> admission;
                case SYNC -> sync;
                case CLOUD -> cloud;
                case AUDIT -> audit;
            };
        }
    }

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

            @JsonPropertyDescription("Names; a trailing * matches a prefix.") @Nullable
            List<String> names,

            @JsonPropertyDescription("Names that are left out; a trailing * matches a prefix.") @Nullable
            List<String> excludedNames,

            @JsonPropertyDescription("Labels of the object, before or after the change.") @Nullable
            LabelSelector labelSelector,

            @JsonPropertyDescription("Labels of the object's namespace; objects without a namespace are judged.")
            @Nullable
            LabelSelector namespaceSelector,

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
            InForce inForce,

            @JsonPropertyDescription(
                    "What evaluates it: wasm, in Sluice itself, or server, an OPA beside it, for functions that Sluice lacks.")
            @Nullable
            String engine,

            @JsonPropertyDescription("How its own tests went, of the latest revision.") @Nullable
            Tests tests,

            @JsonPropertyDescription("What each running Sluice has loaded.") @Nullable
            List<Replica> replicas,

            @JsonPropertyDescription("The last request through the API server that only this policy answers.") @Nullable
            Probe probe) {}

    /** How a policy's own tests went. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Tests(
            @JsonPropertyDescription("Tests that passed.") int passed,

            @JsonPropertyDescription("Tests that failed.") int failed,

            @JsonPropertyDescription("The first failures, by name and line.") @Nullable
            List<String> failures) {}

    /** What one running Sluice has loaded of a policy. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Replica(
            @JsonPropertyDescription("Name of the replica: its pod, or host and process.")
            String name,

            @JsonPropertyDescription("Digest of the revision it decides by; absent where it has none.") @Nullable
            String digest,

            @JsonPropertyDescription("Since when, RFC 3339.")
            String since,

            @JsonPropertyDescription("Why it does not have the latest revision.") @Nullable
            String message) {}

    /** A request through the API server, in dry run, that this policy alone answers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Probe(
            @JsonPropertyDescription("When it was answered, or given up, RFC 3339.")
            String at,

            @JsonPropertyDescription("Digest of the revision that answered; absent where none did.") @Nullable
            String digest,

            @JsonPropertyDescription("What was wrong; absent when the policy answered.") @Nullable
            String message) {}

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
