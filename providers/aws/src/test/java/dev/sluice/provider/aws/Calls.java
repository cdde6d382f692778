package dev.sluice.provider.aws;

import dev.sluice.provider.CallListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers the calls that were made. */
public final class Calls implements CallListener {
    private final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void called(String service, String operation, String code, Duration duration) {
        calls.add(operation + " " + code);
    }

    public void clear() {
        calls.clear();
    }

    /** For example {@code CreateQueue OK}, in order. */
    public List<String> list() {
        return List.copyOf(calls);
    }
}
