package dev.sluice.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;

/** The custom resource definition of a template's constraints. It belongs to the template and goes with it. */
final class ConstraintDefinition {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ConstraintDefinition() {}

    static CustomResourceDefinition of(ConstraintTemplate template, GenericKubernetesResource owner) {
        var kind = template.kind();
        var plural = Kinds.plural(kind);
        var root = JSON.createObjectNode()
                .put("apiVersion", "apiextensions.k8s.io/v1")
                .put("kind", "CustomResourceDefinition");
        var metadata = root.putObject("metadata").put("name", plural + "." + Constraint.GROUP);
        metadata.putObject("labels").put(Kinds.CONSTRAINT_LABEL, "yes").put(Kinds.MANAGED_BY, Kinds.SLUICE);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", owner.getApiVersion())
                .put("kind", owner.getKind())
                .put("name", owner.getMetadata().getName())
                .put("uid", owner.getMetadata().getUid())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
        var spec = root.putObject("spec").put("group", Constraint.GROUP).put("scope", "Cluster");
        var names = spec.putObject("names")
                .put("kind", kind)
                .put("listKind", kind + "List")
                .put("plural", plural)
                .put("singular", plural);
        names.putArray("categories").add("constraint").add("constraints");
        var versions = spec.putArray("versions");
        version(versions.addObject(), "v1beta1", true, template);
        version(versions.addObject(), "v1alpha1", false, template);
        return JSON.convertValue(root, CustomResourceDefinition.class);
    }

    private static void version(ObjectNode version, String name, boolean storage, ConstraintTemplate template) {
        version.put("name", name).put("served", true).put("storage", storage);
        version.putObject("subresources").putObject("status");
        var columns = version.putArray("additionalPrinterColumns");
        column(columns.addObject(), "Enforcement-Action", "string", ".spec.enforcementAction");
        column(columns.addObject(), "Total-Violations", "integer", ".status.totalViolations");
        column(columns.addObject(), "In-Force", "string", ".status.conditions[?(@.type==\"InForce\")].status");
        var properties = object(version.putObject("schema").putObject("openAPIV3Schema"));
        properties
                .putObject("metadata")
                .put("type", "object")
                .putObject("properties")
                .putObject("name")
                .put("type", "string")
                .put("maxLength", 63);
        spec(object(properties.putObject("spec")), template);
        open(properties.putObject("status"));
    }

    private static void column(ObjectNode column, String name, String type, String path) {
        column.put("name", name).put("type", type).put("jsonPath", path);
    }

    private static void spec(ObjectNode spec, ConstraintTemplate template) {
        spec.putObject("enforcementAction").put("type", "string").put("default", "deny");
        var scoped = list(spec.putObject("scopedEnforcementActions"));
        scoped.putObject("action").put("type", "string");
        list(scoped.putObject("enforcementPoints")).putObject("name").put("type", "string");
        match(object(spec.putObject("match")));
        var schema = template.parameters().schema();
        if (schema == null || template.parameters().legacy()) {
            // Not every schema from before structural ones is one that the API server takes; Sluice looks at it itself.
            open(spec.putObject("parameters"));
        } else {
            spec.set("parameters", schema.<JsonNode>deepCopy());
        }
    }

    private static void match(ObjectNode match) {
        var kinds = list(match.putObject("kinds"));
        texts(kinds.putObject("apiGroups"));
        texts(kinds.putObject("kinds"));
        match.putObject("scope").put("type", "string");
        match.putObject("name").put("type", "string");
        match.putObject("source")
                .put("type", "string")
                .putArray("enum")
                .add("All")
                .add("Generated")
                .add("Original");
        texts(match.putObject("namespaces"));
        texts(match.putObject("excludedNamespaces"));
        open(match.putObject("labelSelector"));
        open(match.putObject("namespaceSelector"));
    }

    private static ObjectNode object(ObjectNode schema) {
        return schema.put("type", "object").putObject("properties");
    }

    private static ObjectNode list(ObjectNode schema) {
        return object(schema.put("type", "array").putObject("items"));
    }

    private static void texts(ObjectNode schema) {
        schema.put("type", "array").putObject("items").put("type", "string");
    }

    private static void open(ObjectNode schema) {
        schema.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
    }
}
