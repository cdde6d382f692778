package dev.sluice.gate.gatekeeper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.Policy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads which kinds a template needs as {@code data.inventory}: an annotation that holds lists of lists in JSON. */
final class SyncData {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_LENGTH = 16_384;
    private static final int MAX_KINDS = 64;

    private SyncData() {}

    /** Kinds that stand for each other are all of them read: which of them a cluster serves is not known here. */
    static List<Policy.InventoryKind> read(@Nullable String annotation) throws InvalidObjectException {
        if (annotation == null || annotation.isBlank()) {
            return List.of();
        }
        if (annotation.length() > MAX_LENGTH) {
            throw wrong("is longer than %d characters".formatted(MAX_LENGTH));
        }
        var kinds = new LinkedHashSet<Policy.InventoryKind>();
        for (var requirement : At.object(tree(annotation)).items()) {
            for (var one : requirement.items()) {
                add(one, kinds);
            }
        }
        if (kinds.size() > MAX_KINDS) {
            throw wrong("names more than %d kinds".formatted(MAX_KINDS));
        }
        return new ArrayList<>(kinds);
    }

    private static void add(At one, Set<Policy.InventoryKind> kinds) throws InvalidObjectException {
        for (var group : one.to("groups").texts()) {
            for (var version : one.to("versions").texts()) {
                for (var kind : one.to("kinds").texts()) {
                    kinds.add(new Policy.InventoryKind(group, version, kind));
                }
            }
        }
    }

    /** Some libraries put the whole text in quotes a second time. */
    private static JsonNode tree(String annotation) throws InvalidObjectException {
        try {
            var tree = JSON.readTree(annotation.strip());
            return tree.isTextual() ? JSON.readTree(tree.textValue()) : tree;
        } catch (JsonProcessingException e) {
            throw wrong("is not JSON: " + e.getOriginalMessage());
        }
    }

    private static InvalidObjectException wrong(String message) {
        return new InvalidObjectException(Problem.at("metadata.annotations." + Annotations.SYNC_DATA, message));
    }
}
