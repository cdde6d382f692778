package dev.sluice.library;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The page {@code docs/policy-library.md}: of each policy what it demands, why, and how to meet it. What a manifest does
 * not say itself it says in annotations, so that people see it in the cluster too.
 */
final class PolicyPage {
    static final String WHY = "sluice.dev/why";
    static final String FIX = "sluice.dev/fix";
    static final String PARAMETER = "sluice.dev/parameter.";

    private static final String INTRODUCTION = """
            <!-- Generated from policies/library; edits are lost. Regenerate: ./mvnw -pl policies/library -am test -Dtest=LibraryTest -Dsurefire.failIfNoSpecifiedTests=false -Dlibrary.update=true -->
            # The policy library, rule by rule

            What each policy demands, why, and how to meet it. [policies/library](../policies/library/README.md) says how to put a
            pack into Git and how policies are written.

            Controls: `CIS-AWS` is the CIS AWS Foundations Benchmark 3.0.0, `AWS-FSBP` AWS Foundational Security Best Practices as
            Security Hub numbers them, `CIS-Kubernetes` the CIS Kubernetes Benchmark 1.8, `PSS` the Pod Security Standards of
            Kubernetes, `NIST-800-53` its revision 5. A control that is named is answered for the kinds of the policy, not for
            what else an account holds.
            """;

    private PolicyPage() {}

    static String text() {
        var packs = new TreeMap<String, List<Policy>>();
        Library.policies()
                .forEach(p -> packs.computeIfAbsent(Library.pack(p), k -> new ArrayList<>())
                        .add(Library.policy(p)));
        var page = new StringBuilder(INTRODUCTION).append("\n| pack | policies |\n|---|---|\n");
        packs.forEach((pack, policies) -> page.append("| [%s](#%s) | %s |\n"
                .formatted(
                        pack,
                        pack,
                        policies.stream()
                                .map(p -> p.getMetadata().getName())
                                .map(name -> "[%s](#%s)".formatted(name, name))
                                .collect(Collectors.joining(", ")))));
        packs.forEach((pack, policies) -> {
            page.append("\n## ").append(pack).append('\n');
            policies.forEach(policy -> page.append(section(policy)));
        });
        return page.toString();
    }

    private static String section(Policy policy) {
        var spec = policy.getSpec();
        var text = new StringBuilder(
                "\n### %s\n\n%s\n".formatted(policy.getMetadata().getName(), spec.description()));
        text.append("\n**Why:** %s\n\n**How to fix:** %s\n\n".formatted(said(policy, WHY), said(policy, FIX)));
        text.append("- Severity: ").append(lower(spec.severity())).append('\n');
        text.append("- Judges: ").append(judged(spec.match())).append('\n');
        if (spec.controls() != null) {
            text.append("- Controls: ").append(code(spec.controls())).append('\n');
        }
        if (spec.parameters() != null) {
            text.append("\n| parameter | in the pack | meaning |\n|---|---|---|\n");
            spec.parameters()
                    .properties()
                    .forEach(e -> text.append(parameter(e, said(policy, PARAMETER + e.getKey()))));
        }
        return text.toString();
    }

    private static String parameter(Map.Entry<String, JsonNode> parameter, String meaning) {
        return "| `%s` | `%s` | %s |\n"
                .formatted(
                        parameter.getKey(),
                        parameter.getValue().toString().replace("|", "\\|"),
                        meaning.replace("|", "\\|").replace("*", "\\*"));
    }

    private static String judged(Policy.Match match) {
        var text =
                new StringBuilder(match.kinds().stream().map(PolicyPage::kinds).collect(Collectors.joining("; ")));
        if (match.operations() != null) {
            text.append(", on ").append(listed(match.operations()));
        }
        if (match.gates() != null) {
            text.append(", at the gate ").append(listed(match.gates()));
        }
        return text.toString();
    }

    private static String kinds(Policy.Kinds kinds) {
        var groups = code(kinds.apiGroups().stream()
                .map(group -> group.isEmpty() ? "v1" : group)
                .toList());
        return kinds.kinds() == null
                ? "all kinds of " + groups
                : "%s of %s".formatted(String.join(", ", kinds.kinds()), groups);
    }

    private static String said(Policy policy, String annotation) {
        return Objects.requireNonNull(
                policy.getMetadata().getAnnotations().get(annotation),
                () -> "%s lacks the annotation %s"
                        .formatted(policy.getMetadata().getName(), annotation));
    }

    private static String listed(List<? extends Enum<?>> values) {
        return values.stream().map(PolicyPage::lower).collect(Collectors.joining(" and "));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String code(List<String> words) {
        return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }
}
