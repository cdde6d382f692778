package dev.sluice.kube;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.function.Supplier;

/** Empty objects of a type that is known only at run time. */
public final class Blank {
    private Blank() {}

    /** @throws IllegalArgumentException when the type has no public constructor without arguments */
    public static <R> Supplier<R> of(Class<R> type) {
        Constructor<R> constructor;
        try {
            constructor = type.getConstructor();
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type.getName() + " needs a public constructor without arguments", e);
        }
        return () -> {
            try {
                return constructor.newInstance();
            } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(type.getName() + " cannot be instantiated", e);
            }
        };
    }
}
