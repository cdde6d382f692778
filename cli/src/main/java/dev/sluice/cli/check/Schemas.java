package dev.sluice.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.manifest.Manifest;
import dev.sluice.manifest.ManifestParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The schemas of custom resources: those that come with Sluice, read when an object of their group is looked at, and those
 * of definitions in the folder itself, which take precedence.
 */
final class Schemas {
    private static final String OWN = "sluice.dev";
    private static final String RESOURCES = "crds";

    private final Map<String, byte[]> bundled = new TreeMap<>();
    private final Set<String> read = new TreeSet<>();

    /** Schemas by version, by group and kind. */
    private final Map<String, Map<String, Map<String, JsonNode>>> byGroup = new HashMap<>();

    /** @param definitions CustomResourceDefinitions of the folder */
    Schemas(Collection<Manifest> definitions) {
        var place = Schemas.class.getResource(RESOURCES);
        if (place == null) {
            throw new IllegalStateException("the schemas of Sluice's kinds are missing from the class path");
        }
        try {
            var uri = place.toURI();
            if (uri.getScheme().equals("jar")) {
                try (var jar =
                        FileSystems.newFileSystem(URI.create(uri.toString().split("!")[0]), Map.of())) {
                    bundle(jar.getPath("/dev/sluice/cli/check/" + RESOURCES));
                }
            } else {
                bundle(Path.of(uri));
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the schemas of Sluice's kinds cannot be read: " + e.getMessage(), e);
        }
        for (var definition : definitions) {
            read(Item.Key.of(definition).name());
            add(definition.object());
        }
    }

    private void bundle(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().endsWith(".yaml"))
                    .forEach(file -> {
                        try {
                            bundled.put(file.getFileName().toString().replace(".yaml", ""), Files.readAllBytes(file));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    /** True for groups of which every kind is known. */
    static boolean isOwn(String group) {
        return group.equals(OWN) || group.endsWith("." + OWN);
    }

    /** Schemas of a kind by version; empty where none is known. */
    Map<String, JsonNode> of(String group, String kind) {
        return of(group).getOrDefault(kind, Map.of());
    }

    /** The kinds of a group that are known. */
    Collection<String> kinds(String group) {
        return new TreeSet<>(of(group).keySet());
    }

    Collection<String> groups() {
        return bundled.keySet().stream()
                .map(name -> name.substring(name.indexOf('.') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Map<String, Map<String, JsonNode>> of(String group) {
        bundled.keySet().stream()
                .filter(name -> name.endsWith("." + group) && name.indexOf('.') == name.length() - group.length() - 1)
                .forEach(this::read);
        return byGroup.getOrDefault(group, Map.of());
    }

    private void read(String name) {
        var bytes = bundled.get(name);
        if (bytes != null && read.add(name)) {
            ManifestParser.parse(name + ".yaml", bytes).manifests().forEach(m -> add(m.object()));
        }
    }

    private void add(JsonNode definition) {
        var spec = definition.path("spec");
        var versions = new HashMap<String, JsonNode>();
        for (var version : spec.path("versions")) {
            if (version.path("served").asBoolean(true)) {
                versions.put(version.path("name").asText(), version.at("/schema/openAPIV3Schema"));
            }
        }
        byGroup.computeIfAbsent(spec.path("group").asText(), g -> new HashMap<>())
                .put(spec.at("/names/kind").asText(), versions);
    }

    /** Which of these was meant, if one is near enough to say so. */
    static @Nullable String near(String word, Collection<String> words) {
        String best = null;
        var least = Math.max(1, word.length() / 3) + 1;
        for (var candidate : words) {
            var distance = candidate.equalsIgnoreCase(word) ? 0 : distance(word, candidate, least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** How many letters have to be put in, taken out, changed or swapped; not counted further than {@code limit}. */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit || a.length() > 128) {
            return limit;
        }
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                var changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                rows[i][j] = Math.min(Math.min(rows[i - 1][j], rows[i][j - 1]) + 1, rows[i - 1][j - 1] + changed);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
