package dev.sluice.gatekeeper;

import dev.sluice.gate.gatekeeper.Constraint;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Locale;

/** Gatekeeper's kinds, as the client names them. */
final class Kinds {
    static final String TEMPLATES = "constrainttemplates." + ConstraintTemplate.GROUP;

    /** On the definitions of constraints, Gatekeeper's and ours. */
    static final String CONSTRAINT_LABEL = "gatekeeper.sh/constraint";

    static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    static final String SLUICE = "sluice";

    /** On our definitions: the revision of the template that they were made of. */
    static final String DIGEST = "sluice.dev/template-digest";

    private Kinds() {}

    static ResourceDefinitionContext templates() {
        return context(ConstraintTemplate.GROUP, "v1", ConstraintTemplate.KIND, "constrainttemplates");
    }

    static ResourceDefinitionContext constraints(String kind) {
        return context(Constraint.GROUP, "v1beta1", kind, plural(kind));
    }

    static String plural(String kind) {
        return kind.toLowerCase(Locale.ROOT);
    }

    private static ResourceDefinitionContext context(String group, String version, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(false)
                .build();
    }
}
