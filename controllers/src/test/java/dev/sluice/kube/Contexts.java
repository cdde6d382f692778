package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.lang.reflect.Proxy;

/** Contexts of reconciliations; our reconcilers ask them one thing only. */
public final class Contexts {
    private Contexts() {}

    public static <R extends HasMetadata> Context<R> present() {
        return context(false);
    }

    public static <R extends HasMetadata> Context<R> deleted() {
        return context(true);
    }

    @SuppressWarnings("unchecked") // a proxy of the one interface it is cast to
    private static <R extends HasMetadata> Context<R> context(boolean deleted) {
        return (Context<R>) Proxy.newProxyInstance(
                Contexts.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isPrimaryResourceDeleted")) {
                        return deleted;
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }
}
