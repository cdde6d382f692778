package dev.sluice.gate;

import dev.sluice.api.Violation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Exemptions from policies: the same ones at every gate, asked at the moment of each decision. */
@FunctionalInterface
public interface Exemptions {
    Exemptions NONE = (change, violation, at) -> null;

    /** Name of the exemption in force that covers this violation of this change; null where there is none. */
    @Nullable
    String covering(Change change, Violation violation, Instant at);
}
