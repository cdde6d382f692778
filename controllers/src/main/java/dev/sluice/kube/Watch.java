package dev.sluice.kube;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts watches that Sluice can begin without: whoever reads them has to know what to do while they are empty. */
public final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long PATIENCE_SECONDS = 5;

    private Watch() {}

    /** Starts a watch and waits a while for its first list; a watch that fails, or has nothing to watch yet, goes on trying. */
    public static <T> void start(SharedIndexInformer<T> informer, String what, ResourceEventHandler<T> handler) {
        var unused = informer.addEventHandler(handler);
        informer.exceptionHandler((isStarted, e) -> {
            LOG.warn("{} cannot be watched, trying again: {}", what, e.getMessage());
            return true;
        });
        try {
            informer.start().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{} are not read yet: are their CustomResourceDefinitions installed?", what);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
