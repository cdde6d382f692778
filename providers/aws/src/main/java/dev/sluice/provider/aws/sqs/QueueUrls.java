package dev.sluice.provider.aws.sqs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The URLs of queues. SQS wants a URL where others take a name, and a URL never changes while the name, the account and
 * the region stay; remembering it saves one call of three for every observation.
 */
final class QueueUrls {
    private static final int MAX = 20_000;

    private final Map<Key, String> urls = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
            return size() > MAX;
        }
    };

    record Key(String scope, String region, String name) {}

    synchronized @Nullable String get(Key key) {
        return urls.get(key);
    }

    synchronized void put(Key key, String url) {
        urls.put(key, url);
    }

    synchronized void forget(Key key) {
        urls.remove(key);
    }
}
