package dev.sluice.library;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Operation;
import dev.sluice.api.Provenance;
import dev.sluice.api.Violation;
import dev.sluice.gate.Change;
import dev.sluice.gate.PolicySet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Objects to be judged: the examples of this repository, and others that are written for the policies to object to. */
final class Samples {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EXAMPLES = Library.ROOT.resolve("../../examples").normalize();
    private static final Provenance FROM_GIT = new Provenance(
            "https://git.example/shop.git", "main@sha1:4711", "infra/a.yaml", 1, "Jane <jane@shop.example>", null);

    private Samples() {}

    /** The demo's own repository. */
    static List<JsonNode> shop() {
        return folder("shop/repository/infra");
    }

    /** What the library says of every object in {@code examples}, a line for each. */
    static String verdicts(PolicySet library, GatePoint gate) {
        var lines = new ArrayList<String>();
        for (var folder : List.of("aws", "references", "shop/repository/infra")) {
            for (var object : folder(folder)) {
                var judgement = library.judge(creation(gate, object, true));
                lines.add("%s %s %s%s%s"
                        .formatted(
                                folder,
                                object.path("kind").asText(),
                                object.at("/metadata/name").asText(),
                                named("\n    denied: ", judgement.violations()),
                                named("\n    warned: ", judgement.warnings())));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private static String named(String title, List<Violation> violations) {
        return violations.isEmpty()
                ? ""
                : violations.stream()
                        .map(Violation::policy)
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(" ", title, ""));
    }

    static List<JsonNode> folder(String name) {
        try (var files = Files.list(EXAMPLES.resolve(name))) {
            return files.sorted().flatMap(file -> documents(file).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> documents(Path file) {
        var objects = new ArrayList<JsonNode>();
        for (var document : Library.read(file).split("(?m)^---$")) {
            objects.add(JSON.valueToTree(Serialization.unmarshal(document, Map.class)));
        }
        return objects;
    }

    static Change creation(GatePoint gate, JsonNode object, boolean fromGit) {
        var type = object.path("apiVersion").asText().split("/");
        var metadata = object.path("metadata");
        return new Change(
                gate,
                Operation.CREATE,
                new Change.Subject(
                        type.length == 2 ? type[0] : "",
                        type[type.length - 1],
                        object.path("kind").asText(),
                        metadata.path("namespace").asText(),
                        metadata.path("name").asText()),
                object,
                null,
                null,
                object,
                List.of(),
                null,
                fromGit ? FROM_GIT : null,
                new Change.User("jane", null, List.of()));
    }
}
