package dev.sluice.provider.aws.client;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What whoever uses a resource has to know. What is not known is left out. */
public final class Details {
    private final Map<String, String> known = new TreeMap<>();

    public Details with(String key, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            known.put(key, value);
        }
        return this;
    }

    public Map<String, String> map() {
        return Map.copyOf(known);
    }
}
