package dev.sluice.gate.rego;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.GatePoint;
import dev.sluice.api.Policy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A policy as the gate takes it, whatever object it was written as. Definitions of one digest are the same revision.
 *
 * @param name unique among all policies; what violations are told under
 * @param digest identifies the revision: SHA-256, 64 hexadecimal digits
 * @param parameters {@code input.parameters}; null for none
 * @param documents {@code data.documents}; null for none
 * @param inventory kinds that it reads as {@code data.inventory}
 */
public record PolicyDefinition(
        String name,
        String digest,
        RegoText rego,
        @Nullable JsonNode parameters,
        @Nullable JsonNode documents,
        List<Policy.InventoryKind> inventory,
        Scope scope,
        Enforcement enforcement,
        Policy.Severity severity,
        List<String> controls) {

    /** Sorted and without nulls, so that equal specifications have equal digests. */
    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    public PolicyDefinition {
        inventory = List.copyOf(inventory);
        controls = List.copyOf(controls);
    }

    /** What a {@code Policy} says. */
    public static PolicyDefinition of(String name, Policy.Spec spec) {
        return new PolicyDefinition(
                name,
                digest(spec),
                new RegoText(spec.rego(), List.of(), or(spec.regoVersion(), Policy.RegoVersion.V1)),
                spec.parameters(),
                spec.data(),
                or(spec.inventory(), List.of()),
                new PolicyScope(spec.match()),
                enforcement(spec),
                or(spec.severity(), Policy.Severity.MEDIUM),
                or(spec.controls(), List.of()));
    }

    /** What each of these says, by the name of its {@code Policy}. */
    public static List<PolicyDefinition> all(Map<String, Policy.Spec> specs) {
        return specs.entrySet().stream().map(e -> of(e.getKey(), e.getValue())).toList();
    }

    /** Digest of one revision of anything that is written as JSON: SHA-256 over its whole specification. */
    public static String digest(Object spec) {
        try {
            return CanonicalJson.sha256(
                    CANONICAL.writeValueAsString(CANONICAL.treeToValue(CANONICAL.valueToTree(spec), Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a specification cannot be written as JSON", e);
        }
    }

    /** The same, given other kinds as {@code data.inventory}. */
    public PolicyDefinition withInventory(List<Policy.InventoryKind> kinds) {
        return new PolicyDefinition(
                name, digest, rego, parameters, documents, kinds, scope, enforcement, severity, controls);
    }

    /** {@code input.parameters} as JSON. */
    String parametersJson() {
        return parameters == null || parameters.isNull() ? "{}" : parameters.toString();
    }

    /** Whether it is given this part of {@code data}. */
    boolean declares(Relocation.Subtree subtree) {
        return switch (subtree) {
            case DOCUMENTS -> documents != null && !documents.isNull();
            case INVENTORY -> !inventory.isEmpty();
        };
    }

    private static Enforcement enforcement(Policy.Spec spec) {
        var byDefault = or(spec.action(), Policy.Action.DENY);
        var gates = spec.match() == null ? null : spec.match().gates();
        var actions = new EnumMap<GatePoint, Policy.Action>(GatePoint.class);
        for (var gate : GatePoint.values()) {
            if (gates == null || gates.isEmpty() || gates.contains(gate)) {
                var special = spec.actions() == null ? null : spec.actions().at(gate);
                actions.put(gate, or(special, byDefault));
            }
        }
        return new Enforcement(actions);
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
