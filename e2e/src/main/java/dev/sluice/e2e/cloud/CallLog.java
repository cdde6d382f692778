package dev.sluice.e2e.cloud;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** The calls of a proxy in order of arrival; the oldest go when there are too many. */
final class CallLog {
    private static final int MAX_CALLS = 200_000;

    private final ConcurrentSkipListMap<Long, CloudCall> calls = new ConcurrentSkipListMap<>();
    private final AtomicLong sequence = new AtomicLong();

    long next() {
        return sequence.incrementAndGet();
    }

    /** Adds a call, or replaces what was known of it. */
    CloudCall put(CloudCall call) {
        calls.put(call.sequence(), call);
        if (call.sequence() > MAX_CALLS) {
            calls.remove(call.sequence() - MAX_CALLS);
        }
        return call;
    }

    /** Says more of a call, unless the log was cleared since. */
    CloudCall update(CloudCall call) {
        calls.replace(call.sequence(), call);
        return call;
    }

    List<CloudCall> all() {
        return List.copyOf(calls.values());
    }

    void clear() {
        calls.clear();
    }
}
