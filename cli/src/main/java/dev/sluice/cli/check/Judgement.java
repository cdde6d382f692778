package dev.sluice.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import dev.sluice.api.Violation;
import dev.sluice.cli.output.Finding;
import dev.sluice.cli.output.Finding.Place;
import dev.sluice.cli.output.Result;
import dev.sluice.cli.output.Severity;
import dev.sluice.gate.Change;
import dev.sluice.gate.Decision;
import dev.sluice.gate.Gate;
import dev.sluice.gate.Namespaces;
import dev.sluice.manifest.Manifest;
import dev.sluice.provider.Confidential;
import dev.sluice.provider.field.Diff;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Has objects judged at gate {@code ci}, and says at which line each objection belongs. */
final class Judgement {
    /** How the policy set tells that a policy has not said anything. */
    private static final String FAILED = "this policy could not be evaluated";

    private static final Pattern FIELD =
            Pattern.compile("\\b(?:spec|metadata|data)(?:\\.[A-Za-z_][A-Za-z0-9_-]*|\\[[^\\]\\s]{1,253}\\])+");

    private final Gate gate;
    private final Policies policies;
    private final Confidential confidential;
    private final Workload.Lines lines;
    private final String repository;
    private final String revision;

    Judgement(
            Gate gate,
            Policies policies,
            Confidential confidential,
            Workload.Lines lines,
            String repository,
            String revision) {
        this.gate = gate;
        this.policies = policies;
        this.confidential = confidential;
        this.lines = lines;
        this.repository = repository;
        this.revision = revision;
    }

    /** What policies say of an object that is there. */
    List<Finding> of(Item item) {
        return findings(
                item.manifest(),
                change(item.manifest(), item.before(), item.manifest().object()));
    }

    /** What policies say of an object that has gone. */
    List<Finding> ofGone(Manifest manifest) {
        return findings(manifest, change(manifest, manifest.object(), null));
    }

    private Change change(Manifest manifest, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        var group = Item.group(manifest.apiVersion());
        var subject = new Change.Subject(
                group, Item.version(manifest.apiVersion()), manifest.kind(), manifest.namespace(), manifest.name());
        var shownBefore = confidential.hidden(group, manifest.kind(), before);
        var shownAfter = confidential.hidden(group, manifest.kind(), after);
        return new Change(
                GatePoint.CI,
                before == null ? Operation.CREATE : after == null ? Operation.DELETE : Operation.UPDATE,
                subject,
                shownAfter,
                shownBefore,
                shownBefore,
                shownAfter,
                Diff.between(before, after, confidential.rules(group, manifest.kind())),
                null,
                new Provenance(repository, revision, manifest.path(), manifest.line(), null, null),
                null);
    }

    private List<Finding> findings(Manifest manifest, Change change) {
        var findings = new ArrayList<Finding>();
        var decision = decided(change);
        switch (decision) {
            case Decision.Admitted admitted -> {}
            case Decision.Rejected rejected ->
                rejected.violations().forEach(v -> findings.add(finding(manifest, v, result(v), "violation", "")));
        }
        decision.warnings().forEach(v -> findings.add(finding(manifest, v, Result.WARN, "warning", "")));
        decision.exempted()
                .forEach(e -> findings.add(finding(
                        manifest, e.violation(), Result.SKIP, "violation", " (exempt by " + e.exemption() + ")")));
        passed(manifest, change, findings);
        return findings;
    }

    /** Once more where a policy failed: the first evaluation loads code, and on a busy machine that takes too long. */
    private Decision decided(Change change) {
        var decision = gate.decide(change);
        return decision instanceof Decision.Rejected rejected
                        && rejected.violations().stream().anyMatch(v -> result(v) == Result.ERROR)
                ? gate.decide(change)
                : decision;
    }

    private static Result result(Violation violation) {
        return violation.policy().equals(Gate.SELF) || violation.message().startsWith(FAILED)
                ? Result.ERROR
                : Result.FAIL;
    }

    /** Policies that looked and had nothing to say. */
    private void passed(Manifest manifest, Change change, List<Finding> findings) {
        var spoke = new HashSet<String>();
        findings.forEach(f -> spoke.add(f.policy()));
        for (var policy : policies.definitions().values()) {
            if (!spoke.contains(policy.name())
                    && policy.enforcement().at(GatePoint.CI) != null
                    && policy.scope().covers(change, Namespaces.UNKNOWN)) {
                findings.add(new Finding(
                        policy.name(),
                        "violation",
                        Severity.of(policy.severity().name().toLowerCase(Locale.ROOT)),
                        policy.controls(),
                        Result.PASS,
                        "",
                        Item.resource(manifest),
                        new Place(manifest.path(), manifest.line()),
                        ""));
            }
        }
    }

    private Finding finding(Manifest manifest, Violation violation, Result result, String rule, String suffix) {
        var policy = policies.definitions().get(violation.policy());
        return new Finding(
                violation.policy(),
                rule(violation.details(), rule),
                Severity.of(violation.severity()),
                policy == null ? List.of() : policy.controls(),
                result,
                violation.message() + suffix,
                Item.resource(manifest),
                new Place(manifest.path(), lines.line(manifest, field(violation))),
                "");
    }

    /** A policy of several rules may name the one that speaks. */
    private static String rule(@Nullable JsonNode details, String otherwise) {
        var named = details == null ? "" : details.path("rule").asText("");
        return named.matches("[A-Za-z0-9._-]{1,64}") ? named : otherwise;
    }

    /** The field that is meant: what the details name, else the first that the message does; empty for the object. */
    static String field(Violation violation) {
        var details = violation.details();
        if (details != null) {
            for (var name : List.of("path", "field")) {
                var path = details.path(name).asText("");
                if (path.startsWith("spec") || path.startsWith("metadata") || path.startsWith("data")) {
                    return path;
                }
                if (!path.isEmpty()) {
                    return "spec.forProvider." + path;
                }
            }
        }
        var matcher = FIELD.matcher(violation.message());
        return matcher.find() ? matcher.group() : "";
    }
}
