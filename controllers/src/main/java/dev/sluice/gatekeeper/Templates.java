package dev.sluice.gatekeeper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.gate.gatekeeper.ConstraintTemplate;
import dev.sluice.gate.gatekeeper.InvalidObjectException;
import dev.sluice.gate.gatekeeper.Problem;
import dev.sluice.gate.rego.Checked;
import dev.sluice.gate.rego.PolicyCompiler;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of each template. Checking one costs a process, asking again costs nothing. Safe for concurrent use. */
final class Templates {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PolicyCompiler compiler;

    /** The verdict on the latest text of each kind's template, by its digest. */
    private final Map<String, Verdict> verdicts = new ConcurrentHashMap<>();

    /** By kind: what its constraints are judged by. A template that does not compile leaves the one before. */
    private final Map<String, ConstraintTemplate> good = new ConcurrentHashMap<>();

    private record Verdict(String digest, List<Problem> problems) {}

    /**
     * @param template null where the object is none
     * @param problems empty where it can be used
     */
    record Looked(
            GenericKubernetesResource object, @Nullable ConstraintTemplate template, List<Problem> problems) {}

    Templates(PolicyCompiler compiler) {
        this.compiler = compiler;
    }

    /** Looks at all there are; what is not among them is forgotten. */
    List<Looked> look(Collection<GenericKubernetesResource> objects) {
        var looked = objects.stream().map(this::look).toList();
        Set<String> kinds = looked.stream()
                .map(Looked::template)
                .filter(t -> t != null)
                .map(ConstraintTemplate::kind)
                .collect(Collectors.toSet());
        good.keySet().retainAll(kinds);
        verdicts.keySet().retainAll(kinds);
        return looked;
    }

    private Looked look(GenericKubernetesResource object) {
        try {
            var template = ConstraintTemplate.read(json(object));
            var problems = problems(template);
            if (problems.isEmpty()) {
                good.put(template.kind(), template);
            }
            return new Looked(object, template, problems);
        } catch (InvalidObjectException e) {
            return new Looked(object, null, e.problems());
        }
    }

    /** What is wrong with its Rego. */
    List<Problem> problems(ConstraintTemplate template) {
        return verdicts.compute(
                        template.kind(),
                        (kind, known) -> known != null && known.digest().equals(template.digest())
                                ? known
                                : new Verdict(template.digest(), checked(template)))
                .problems();
    }

    private List<Problem> checked(ConstraintTemplate template) {
        return switch (compiler.check(template.alone())) {
            case Checked.Compiled compiled -> List.of();
            case Checked.Broken broken -> {
                var problems = new ArrayList<Problem>();
                broken.errors()
                        .forEach(f -> problems.add(new Problem(template.field(f.library()), f.line(), f.message())));
                yield problems;
            }
        };
    }

    /** What constraints of a kind are judged by, or null. */
    @Nullable
    ConstraintTemplate of(String kind) {
        return good.get(kind);
    }

    static JsonNode json(GenericKubernetesResource object) {
        return JSON.valueToTree(object);
    }
}
