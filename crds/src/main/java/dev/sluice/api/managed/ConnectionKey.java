package dev.sluice.api.managed;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of the Secret that {@code spec.writeConnectionSecretToRef} names: what whoever uses the resource has to know. A
 * kind without any publishes nothing, and its CRD has no such field.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(ConnectionKey.All.class)
public @interface ConnectionKey {
    String name();

    /** What it is, without a full stop: {@code host name to connect to}. */
    String description();

    /** Holds several. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface All {
        ConnectionKey[] value();
    }
}
