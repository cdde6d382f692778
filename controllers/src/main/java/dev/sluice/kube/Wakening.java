package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks for reconciliations of a controller's objects from elsewhere, once its cache is filled. */
public final class Wakening<R extends HasMetadata> {
    private final SimpleInboundEventSource<R> source = new SimpleInboundEventSource<>("woken");
    private volatile @Nullable IndexedResourceCache<R> toBe;
    private volatile @Nullable IndexedResourceCache<R> cache;

    /** The event source to register; the context's cache is the one that is looked through. */
    public EventSource<?, R> in(EventSourceContext<R> context) {
        toBe = context.getPrimaryCache();
        return source;
    }

    /**
     * The cache is filled.
     *
     * @param first told of every object in it, before any of them can be woken
     */
    public void started(Consumer<R> first) {
        var filled = toBe;
        if (filled != null) {
            filled.list().forEach(first);
            cache = filled;
        }
    }

    public void wake(String namespace, String name) {
        source.propagateEvent(new ResourceID(name, namespace));
    }

    /** Wakes the objects for which this holds. */
    public void wake(Predicate<R> which) {
        known(which).map(ResourceID::fromResource).forEach(source::propagateEvent);
    }

    /** The objects for which this holds; none while the cache is not filled. */
    public Stream<R> known(Predicate<R> which) {
        var known = cache;
        return known == null ? Stream.empty() : known.list(which);
    }
}
