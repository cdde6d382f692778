package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Policy;
import dev.sluice.gate.rego.Enforcement;
import dev.sluice.gate.rego.PolicyDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gatekeeper's constraint: of what, where and with which parameters the template of its kind judges.
 *
 * @param parameters {@code spec.parameters}; null for none
 * @param notes what is understood, but has no effect here
 */
public record Constraint(
        String kind,
        String name,
        @Nullable JsonNode parameters,
        ConstraintScope scope,
        Enforcement enforcement,
        Map<String, String> annotations,
        List<String> notes) {

    public static final String GROUP = "constraints.gatekeeper.sh";

    private static final Set<String> VERSIONS = Set.of(GROUP + "/v1beta1", GROUP + "/v1alpha1");
    private static final int MAX_NAME = 63;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    public Constraint {
        annotations = Map.copyOf(annotations);
        notes = List.copyOf(notes);
    }

    /** Whether an object is a constraint, by its apiVersion. */
    public static boolean is(JsonNode object) {
        return object.path("apiVersion").asText("").startsWith(GROUP + "/");
    }

    public static Constraint read(JsonNode object) throws InvalidObjectException {
        var at = At.object(object);
        var apiVersion = at.to("apiVersion");
        if (!VERSIONS.contains(apiVersion.required())) {
            throw apiVersion.wrong("is '%s'; %s has v1beta1 and v1alpha1".formatted(apiVersion.text(), GROUP));
        }
        var name = at.to("metadata").to("name");
        if (name.required().length() > MAX_NAME || !NAME.matcher(name.text()).matches()) {
            throw name.wrong(
                    "is '%s'; a constraint's name has small letters, digits, dashes and dots, and at most %d of them"
                            .formatted(name.text(), MAX_NAME));
        }
        var spec = at.to("spec");
        if (!spec.isAbsent() && !spec.node().isObject()) {
            throw spec.wrong("an object is needed here");
        }
        var annotations = at.to("metadata").to("annotations").map();
        var notes = new ArrayList<String>();
        var scope = ConstraintScope.read(spec.to("match"), "judge".equals(annotations.get(Annotations.DELETIONS)));
        if (scope.expanded()) {
            notes.add("match.source is Generated: Sluice expands no objects, so it judges nothing here.");
        }
        return new Constraint(
                at.to("kind").required(),
                name.text(),
                spec.to("parameters").isAbsent() ? null : spec.to("parameters").node(),
                scope,
                EnforcementPoints.read(spec, notes),
                annotations,
                notes);
    }

    /** The name under which its violations are told. */
    public String policyName() {
        return kind + "/" + name;
    }

    /** The same, also for deletions: a test that brings one wants it judged. */
    public Constraint judgingDeletions() {
        return new Constraint(kind, name, parameters, scope.withDeletions(), enforcement, annotations, notes);
    }

    /**
     * The policy that this constraint makes of its template.
     *
     * @throws InvalidObjectException where the template is another kind's, or the parameters are not what it takes
     */
    public PolicyDefinition of(ConstraintTemplate template) throws InvalidObjectException {
        if (!template.kind().equals(kind)) {
            throw new InvalidObjectException(Problem.at(
                    "kind", "is %s; the template %s is for %s".formatted(kind, template.name(), template.kind())));
        }
        var problems = template.parameters().problems(this.parameters, "spec.parameters");
        if (!problems.isEmpty()) {
            throw new InvalidObjectException(problems);
        }
        var metadata = new Annotations(annotations, template.annotations());
        var severity = metadata.severity();
        var controls = metadata.controls();
        var parameters = template.parameters().withDefaults(this.parameters);
        return new PolicyDefinition(
                policyName(),
                digest(template, parameters, severity, controls),
                template.rego(),
                parameters,
                null,
                template.inventory(),
                scope,
                enforcement,
                severity,
                controls);
    }

    /** Of what it means, not of how it is written: the API server fills in defaults. */
    private String digest(
            ConstraintTemplate template,
            @Nullable JsonNode parameters,
            Policy.Severity severity,
            List<String> controls) {
        return PolicyDefinition.digest(List.of(
                template.digest(),
                CanonicalJson.text(parameters),
                scope.words(),
                enforcement.actions(),
                severity,
                controls));
    }
}
