package dev.sluice.provider.aws.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of resources, for services that want a URL or an ARN where others take a name. An address never changes
 * while what it is known by stays; remembering it saves a call for every observation.
 *
 * @param <K> what a resource is known by, its {@link AwsSession#scope} included
 */
public final class Remembered<K> {
    private static final int MAX = 20_000;

    private final Map<K, String> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, String> eldest) {
            return size() > MAX;
        }
    };

    public synchronized @Nullable String get(K key) {
        return addresses.get(key);
    }

    public synchronized void put(K key, String address) {
        addresses.put(key, address);
    }

    public synchronized void forget(K key) {
        addresses.remove(key);
    }
}
