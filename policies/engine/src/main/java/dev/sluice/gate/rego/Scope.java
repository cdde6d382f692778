package dev.sluice.gate.rego;

import dev.sluice.api.Policy;
import dev.sluice.gate.Change;
import dev.sluice.gate.Namespaces;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which changes a policy judges, in the words of the object that it was written as. */
public interface Scope {

    /** What a {@code Policy} matches. */
    static Scope of(Policy.@Nullable Match match) {
        return new PolicyScope(match);
    }

    boolean covers(Change change, Namespaces namespaces);

    /** The kinds it names, for whoever has to watch or intercept them; empty for every kind that Sluice looks after. */
    List<Policy.Kinds> kinds();
}
