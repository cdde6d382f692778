package dev.sluice.gate.rego;

import dev.sluice.api.Policy;
import dev.sluice.gate.Change;
import dev.sluice.gate.Namespaces;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@code Policy} says in {@code spec.match}. */
record PolicyScope(Policy.@Nullable Match match) implements Scope {

    @Override
    public boolean covers(Change change, Namespaces namespaces) {
        return PolicyMatcher.matches(match, change, namespaces);
    }

    @Override
    public List<Policy.Kinds> kinds() {
        return match == null || match.kinds() == null ? List.of() : List.copyOf(match.kinds());
    }
}
