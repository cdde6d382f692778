package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Policy;
import dev.sluice.gate.rego.Enforcement;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.gate.rego.RegoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gatekeeper's {@code ConstraintTemplate}: Rego, and the kind of the constraints that give it parameters.
 *
 * @param name of the object: the kind in small letters
 * @param kind of its constraints
 * @param regoField where the Rego stands in the object, for messages
 * @param parameters what its constraints' parameters look like
 * @param inventory kinds that it reads as {@code data.inventory}
 * @param notes what is understood, but works otherwise than in Gatekeeper
 * @param digest of what decides: the Rego and the schema
 */
public record ConstraintTemplate(
        String name,
        String kind,
        RegoText rego,
        String regoField,
        ParameterSchema parameters,
        List<Policy.InventoryKind> inventory,
        Map<String, String> annotations,
        List<String> notes,
        String digest) {

    public static final String GROUP = "templates.gatekeeper.sh";
    public static final String KIND = "ConstraintTemplate";

    private static final String TARGET = "admission.k8s.gatekeeper.sh";
    private static final Pattern NAME = Pattern.compile("[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?");
    private static final Set<String> VERSIONS = Set.of("v1", "v1beta1", "v1alpha1");

    public ConstraintTemplate {
        inventory = List.copyOf(inventory);
        annotations = Map.copyOf(annotations);
        notes = List.copyOf(notes);
    }

    /** Whether an object is a template, by its apiVersion and kind. */
    public static boolean is(JsonNode object) {
        return object.path("apiVersion").asText("").startsWith(GROUP + "/")
                && object.path("kind").asText("").equals(KIND);
    }

    /** Whether the text reads other objects of the cluster. Rough, and on the safe side. */
    public boolean readsInventory() {
        return rego.text().contains("data.inventory")
                || rego.libraries().stream().anyMatch(l -> l.contains("data.inventory"));
    }

    /** Where a library stands in the object, counted from 1; 0 is the Rego itself. */
    public String field(int library) {
        return library == 0
                ? regoField
                : regoField.substring(0, regoField.length() - "rego".length()) + "libs[%d]".formatted(library - 1);
    }

    public static ConstraintTemplate read(JsonNode object) throws InvalidObjectException {
        var at = At.object(object);
        var version = version(at.to("apiVersion"));
        var crd = at.to("spec").to("crd").to("spec");
        var kind = kind(crd.to("names").to("kind"));
        var name = at.to("metadata").to("name");
        if (!name.required().equals(kind.toLowerCase(Locale.ROOT))) {
            throw name.wrong("is '%s'; a template for the kind %s is named %s"
                    .formatted(name.text(), kind, kind.toLowerCase(Locale.ROOT)));
        }
        var code = TemplateCode.read(target(at.to("spec").to("targets")));
        var schema = schema(crd.to("validation"), version);
        var annotations = at.to("metadata").to("annotations").map();
        var notes = new ArrayList<>(code.notes());
        var inventory = SyncData.read(annotations.get(Annotations.SYNC_DATA));
        var template = new ConstraintTemplate(
                name.text(),
                kind,
                code.rego(),
                code.field(),
                schema,
                inventory,
                annotations,
                notes,
                PolicyDefinition.digest(List.of(
                        code.rego().text(),
                        code.rego().libraries(),
                        code.rego().version(),
                        String.valueOf(schema.schema()),
                        schema.legacy(),
                        inventory)));
        return template.readsInventory() && inventory.isEmpty()
                ? template.noting(
                        "It reads data.inventory, and its annotation %s does not say which kinds: it sees none."
                                .formatted(Annotations.SYNC_DATA))
                : template;
    }

    /** The Rego as a policy of its own, to look at before there is a constraint. */
    public PolicyDefinition alone() {
        return new PolicyDefinition(
                kind,
                digest,
                rego,
                null,
                null,
                inventory,
                new ConstraintScope(List.of(), "", List.of(), List.of(), null, null, "", false, false),
                Enforcement.everywhere(Policy.Action.DENY),
                Policy.Severity.MEDIUM,
                List.of());
    }

    private ConstraintTemplate noting(String note) {
        var more = new ArrayList<>(notes);
        more.add(note);
        return new ConstraintTemplate(name, kind, rego, regoField, parameters, inventory, annotations, more, digest);
    }

    private static String version(At apiVersion) throws InvalidObjectException {
        var text = apiVersion.required();
        var version = text.substring(text.indexOf('/') + 1);
        if (!text.startsWith(GROUP + "/") || !VERSIONS.contains(version)) {
            throw apiVersion.wrong("is '%s'; %s has v1, v1beta1 and v1alpha1".formatted(text, GROUP));
        }
        return version;
    }

    private static String kind(At kind) throws InvalidObjectException {
        if (!NAME.matcher(kind.required()).matches()) {
            throw kind.wrong(
                    "is '%s'; a kind has letters, digits and dashes, and at most 63 of them".formatted(kind.text()));
        }
        return kind.text();
    }

    private static At target(At targets) throws InvalidObjectException {
        if (targets.items().size() != 1) {
            throw targets.wrong("has %d targets; exactly one is needed"
                    .formatted(targets.items().size()));
        }
        var target = targets.items().getFirst();
        if (!target.to("target").required().equals(TARGET)) {
            throw target.to("target")
                    .wrong("is '%s'; only %s is known"
                            .formatted(target.to("target").text(), TARGET));
        }
        return target;
    }

    /** Before v1, a schema was legacy unless it said otherwise. */
    private static ParameterSchema schema(At validation, String version) throws InvalidObjectException {
        var schema = validation.to("openAPIV3Schema");
        if (!schema.isAbsent() && !schema.node().isObject()) {
            throw schema.wrong("an OpenAPI v3 schema is needed here");
        }
        return new ParameterSchema(
                schema.isAbsent() ? null : schema.node(),
                validation.to("legacySchema").flag(!version.equals("v1")));
    }
}
