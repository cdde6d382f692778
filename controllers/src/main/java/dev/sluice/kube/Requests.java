package dev.sluice.kube;

import dev.sluice.api.Sluice;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which changes to an object ask for work, and which are only our own writes coming back. */
public final class Requests {
    private Requests() {}

    /** An update filter: a new specification, a deletion, or a request by annotation. */
    public static boolean asks(HasMetadata now, HasMetadata before) {
        var a = now.getMetadata();
        var b = before.getMetadata();
        return !Objects.equals(a.getGeneration(), b.getGeneration())
                || !Objects.equals(a.getDeletionTimestamp(), b.getDeletionTimestamp())
                || !Objects.equals(requestedAt(now), requestedAt(before));
    }

    /** The value of the annotation that asks for a reconciliation now; ours, or Flux's. */
    public static @Nullable String requestedAt(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        if (annotations == null) {
            return null;
        }
        var ours = annotations.get(Sluice.RECONCILE_REQUESTED_AT);
        return ours != null ? ours : annotations.get(Sluice.FLUX_RECONCILE_REQUESTED_AT);
    }
}
