package dev.sluice.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.FieldChange;
import dev.sluice.api.managed.IgnoredDifference;
import dev.sluice.api.managed.ManagedStatus;
import dev.sluice.api.managed.ResolvedReference;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What would be, or was last, done about one resource, and what policy says of it. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "What would be, or was last, done in the cloud about one resource, field by field, and what policy says of it.",
            "Reads the cluster of KUBECONFIG. Exit codes: 0 printed, 1 there is no such resource, or no plan yet."
        })
public final class PlanCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final TypeReference<ManagedStatus<JsonNode, JsonNode>> STATUS = new TypeReference<>() {};

    @Parameters(paramLabel = "KIND/NAME", description = "For example queue/shop-orders or queues.sqs/shop-orders.")
    private String resource = "";

    @Option(
            names = {"-n", "--namespace"},
            description = "Default: the one of the current context.")
    private @Nullable String namespace;

    @Option(names = "--kubeconfig", description = "Default: what KUBECONFIG names.")
    private @Nullable Path kubeconfig;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        var slash = resource.indexOf('/');
        if (slash < 1 || slash == resource.length() - 1) {
            throw new IllegalArgumentException("write KIND/NAME, for example queue/shop-orders, not " + resource);
        }
        try (var client = kubeconfig == null ? Clients.ofEnvironment() : Clients.of(kubeconfig)) {
            var in = namespace == null ? client.getNamespace() : namespace;
            var found = find(client, resource.substring(0, slash), in, resource.substring(slash + 1));
            var status = JSON.convertValue(found.getAdditionalProperties().get("status"), STATUS);
            var out = Objects.requireNonNull(spec).commandLine().getOut();
            lines(found, status).forEach(out::println);
            out.flush();
            return status == null || status.plan() == null ? 1 : 0;
        }
    }

    private static GenericKubernetesResource find(KubernetesClient client, String word, String namespace, String name) {
        var kinds = ManagedKinds.named(client, word);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no managed kind '%s'; kubectl api-resources --categories managed lists them"
                            .formatted(word));
        }
        for (var kind : kinds) {
            var found = client.genericKubernetesResources(kind)
                    .inNamespace(namespace)
                    .withName(name)
                    .get();
            if (found != null) {
                return found;
            }
        }
        throw new IllegalArgumentException(
                "there is no %s %s in namespace %s".formatted(kinds.getFirst().getKind(), name, namespace));
    }

    private static List<String> lines(GenericKubernetesResource found, @Nullable ManagedStatus<?, ?> status) {
        var meta = found.getMetadata();
        var lines = new ArrayList<String>();
        lines.add("%s %s/%s".formatted(found.getKind(), meta.getNamespace(), meta.getName()));
        var plan = status == null ? null : status.plan();
        if (status == null || plan == null) {
            lines.add("  no plan yet: Sluice has not looked at it");
            return lines;
        }
        lines.add("  plan      %s, made %s".formatted(plan.action(), plan.at()));
        var fields = plan.fields() == null ? List.<FieldChange>of() : plan.fields();
        fields.forEach(f -> lines.add("    %s %-48s %s → %s%s"
                .formatted(
                        f.reason() == FieldChange.Reason.DRIFT ? "drift" : "spec ",
                        f.path(),
                        text(f.before()),
                        text(f.after()),
                        f.needsReplacement() ? "   (cannot be changed in place)" : "")));
        var ignored = plan.ignored() == null ? List.<IgnoredDifference>of() : plan.ignored();
        ignored.forEach(i -> lines.add("    left  %-48s %s, not %s   (%s)"
                .formatted(
                        i.change().path(),
                        text(i.change().before()),
                        text(i.change().after()),
                        i.reason())));
        lines.add("  hash      " + plan.hash());
        var references = status.references() == null ? List.<ResolvedReference>of() : status.references();
        references.forEach(r -> lines.add("  refers    %s = %s%s"
                .formatted(r.field(), r.object(), r.value() == null ? "" : " (" + r.value() + ")")));
        lines.addAll(judged(status));
        return lines;
    }

    private static List<String> judged(ManagedStatus<?, ?> status) {
        var lines = new ArrayList<String>();
        var decision = status.decision();
        if (decision != null) {
            lines.add("  decision  %s, %s".formatted(decision.admitted() ? "admitted" : "rejected", decision.at()));
            if (decision.violations() != null) {
                decision.violations().forEach(v -> lines.add("    [%s] %s".formatted(v.policy(), v.message())));
            }
            if (decision.warnings() != null) {
                decision.warnings().forEach(v -> lines.add("    warning [%s] %s".formatted(v.policy(), v.message())));
            }
        }
        var source = status.provenance();
        if (source != null) {
            lines.add("  from      %s:%s at %s by %s (%s)"
                    .formatted(source.path(), source.line(), source.revision(), source.author(), source.repository()));
        }
        if (status.conditions() != null) {
            status.conditions()
                    .forEach(c -> lines.add("  %-9s %s, %s: %s"
                            .formatted(
                                    c.getType().toLowerCase(Locale.ROOT),
                                    c.getStatus(),
                                    c.getReason(),
                                    c.getMessage())));
        }
        return lines;
    }

    private static String text(@Nullable JsonNode value) {
        return value == null ? "unset" : value.toString();
    }
}
