package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps Events as text: {@code Warning GitRepository team/infra Unreachable ...}. */
public final class RecordedEvents implements EventRecorder {
    private final List<String> events = new CopyOnWriteArrayList<>();

    public List<String> all() {
        return List.copyOf(events);
    }

    public void clear() {
        events.clear();
    }

    @Override
    public void normal(HasMetadata about, String reason, String message) {
        record("Normal", about, reason, message);
    }

    @Override
    public void warning(HasMetadata about, String reason, String message) {
        record("Warning", about, reason, message);
    }

    private void record(String type, HasMetadata about, String reason, String message) {
        var meta = about.getMetadata();
        var namespace = meta.getNamespace() == null ? "" : meta.getNamespace() + "/";
        events.add("%s %s %s%s %s %s".formatted(type, about.getKind(), namespace, meta.getName(), reason, message));
    }
}
