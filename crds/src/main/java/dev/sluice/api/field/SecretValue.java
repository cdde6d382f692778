package dev.sluice.api.field;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A {@link dev.sluice.api.SecretKeyReference}: the value of a Secret's key is written to the sibling field {@link #to()}
 * before the diff. The field itself never reaches the cloud, and the value never the object.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.RECORD_COMPONENT})
public @interface SecretValue {

    /** The sibling field that receives the value; it is {@link Sensitive}. */
    String to();

    /**
     * The sibling field that receives a keyed digest of the value, for what the cloud does not tell: whether a password is
     * the right one is known by what was set last. Empty where the cloud's value is compared.
     */
    String version() default "";
}
