package dev.sluice.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sluice;
import dev.sluice.manifest.Manifest;
import dev.sluice.provider.field.References;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether what objects refer to by name is in the folder too. It may as well be elsewhere, so this only warns. */
final class ReferenceCheck {
    private final Kinds kinds;
    private final Set<Item.Key> there;
    private final Map<String, List<String>> names = new HashMap<>();

    /** @param field path of the referring field */
    record Dangling(String field, Item.Key target, String hint) {
        String message() {
            return "there is no %s in this folder%s".formatted(target.display(), hint);
        }
    }

    ReferenceCheck(Kinds kinds, Collection<Item> items) {
        this.kinds = kinds;
        this.there = items.stream().map(Item::key).collect(Collectors.toSet());
        there.forEach(
                key -> names.computeIfAbsent(place(key), p -> new ArrayList<>()).add(key.name()));
    }

    List<Dangling> check(Manifest manifest) {
        return targets(manifest).entrySet().stream()
                .filter(e -> !there.contains(e.getValue()))
                .map(e -> new Dangling(e.getKey(), e.getValue(), hint(e.getValue())))
                .toList();
    }

    private String hint(Item.Key target) {
        var near = Schemas.near(target.name(), names.getOrDefault(place(target), List.of()));
        return near == null ? "" : "; did you mean %s?".formatted(near);
    }

    private static String place(Item.Key key) {
        return key.group() + "/" + key.kind() + "/" + key.namespace();
    }

    private Map<String, Item.Key> targets(Manifest manifest) {
        var targets = new HashMap<String, Item.Key>();
        var group = Item.group(manifest.apiVersion());
        var spec = manifest.object().path("spec");
        var managed = kinds.managed(group, manifest.kind());
        if (managed != null) {
            for (var part : List.of("forProvider", "initProvider")) {
                if (spec.get(part) instanceof ObjectNode parameters) {
                    References.in(parameters, managed.parameters()).stream()
                            .filter(r -> !r.name().isEmpty())
                            .forEach(
                                    r -> targets.put("spec." + part + "." + r.path(), target(r, manifest.namespace())));
                }
            }
            named(
                    spec.at("/providerConfigRef/name"),
                    targets,
                    "spec.providerConfigRef.name",
                    name -> new Item.Key(managed.configGroup(), managed.configKind(), "", name));
        }
        if (group.equals(Sluice.GROUP) && manifest.kind().equals("Sync")) {
            named(
                    spec.at("/sourceRef/name"),
                    targets,
                    "spec.sourceRef.name",
                    name -> new Item.Key(Sluice.GROUP, "GitRepository", manifest.namespace(), name));
        }
        return targets;
    }

    private static Item.Key target(References.Found reference, String namespace) {
        return new Item.Key(
                reference.group(),
                reference.kind(),
                reference.namespace().isEmpty() ? namespace : reference.namespace(),
                reference.name());
    }

    private static void named(
            JsonNode name, Map<String, Item.Key> targets, String field, Function<String, Item.Key> key) {
        if (name.isTextual()) {
            targets.put(field, key.apply(name.textValue()));
        }
    }
}
