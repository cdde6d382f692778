package dev.sluice.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Policy;
import dev.sluice.api.Provenance;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.gate.Namespaces;
import dev.sluice.gate.rego.PolicyDefinition;
import dev.sluice.provider.Confidential;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges one object as it stands, as if it were made now. Secrets are hidden, as at every gate. */
final class Auditor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FAILED = "this policy could not be evaluated";
    private static final String VIOLATION = "violation";

    private final Gate gate;
    private final Confidential confidential;
    private final Namespaces namespaces;

    Auditor(Gate gate, Confidential confidential, Namespaces namespaces) {
        this.gate = gate;
        this.confidential = confidential;
        this.namespaces = namespaces;
    }

    /**
     * What the policies in force say; empty while the gate cannot decide, and of what was there nothing is changed then.
     *
     * @param policies in force
     */
    Optional<List<Verdict>> judge(
            AuditedKind kind, GenericKubernetesResource object, Collection<PolicyDefinition> policies) {
        var change = change(kind, object);
        var decision = gate.decide(change);
        var verdicts = new ArrayList<Verdict>();
        if (decision instanceof Decision.Rejected rejected) {
            if (rejected.violations().stream().anyMatch(v -> v.policy().equals(Gate.SELF))) {
                return Optional.empty();
            }
            rejected.violations().forEach(v -> verdicts.add(rejection(v)));
        }
        decision.warnings().forEach(v -> verdicts.add(verdict(v, Verdict.Result.WARN, Policy.Action.WARN, "warning")));
        decision.dryRuns().forEach(v -> verdicts.add(verdict(v, Verdict.Result.WARN, Policy.Action.DRYRUN, VIOLATION)));
        decision.exempted().forEach(e -> verdicts.add(exempt(e)));
        var spoke = new HashSet<String>();
        verdicts.forEach(v -> spoke.add(v.policy()));
        for (var policy : policies) {
            if (!spoke.contains(policy.name())
                    && policy.enforcement().at(GatePoint.AUDIT) != null
                    && policy.scope().covers(change, namespaces)) {
                verdicts.add(new Verdict(
                        policy.name(),
                        VIOLATION,
                        policy.severity().name().toLowerCase(Locale.ROOT),
                        Verdict.Result.PASS,
                        "",
                        "",
                        Map.of()));
            }
        }
        return Optional.of(verdicts);
    }

    private static Verdict rejection(Violation violation) {
        var failed = violation.message().startsWith(FAILED);
        return verdict(violation, failed ? Verdict.Result.ERROR : Verdict.Result.FAIL, Policy.Action.DENY, VIOLATION);
    }

    private static Verdict exempt(Decision.Exempted exempted) {
        var violation = exempted.violation();
        return new Verdict(
                violation.policy(),
                VIOLATION,
                severity(violation),
                Verdict.Result.SKIP,
                "",
                violation.message(),
                Map.of("exemption", exempted.exemption()));
    }

    private static Verdict verdict(Violation violation, Verdict.Result result, Policy.Action action, String rule) {
        var enforcement = action.name().toLowerCase(Locale.ROOT);
        return new Verdict(
                violation.policy(),
                rule(violation.details(), rule),
                severity(violation),
                result,
                enforcement,
                violation.message(),
                Map.of("enforcement", enforcement));
    }

    private static String rule(@Nullable JsonNode details, String otherwise) {
        var named = details == null ? "" : details.path("rule").asText("");
        return named.matches("[A-Za-z0-9._-]{1,64}") ? named : otherwise;
    }

    private static String severity(Violation violation) {
        return violation.severity() == null ? "medium" : violation.severity();
    }

    private Change change(AuditedKind kind, GenericKubernetesResource object) {
        var meta = object.getMetadata();
        ObjectNode whole = JSON.valueToTree(object);
        if (whole.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        var shown = confidential.hidden(kind.group(), kind.kind(), whole);
        return new Change(
                GatePoint.AUDIT,
                Operation.CREATE,
                new Change.Subject(
                        kind.group(),
                        kind.version(),
                        kind.kind(),
                        meta.getNamespace() == null ? "" : meta.getNamespace(),
                        meta.getName()),
                shown,
                null,
                null,
                shown,
                List.of(),
                null,
                Provenance.of(object).orElse(null),
                null);
    }
}
