package dev.sluice.api.field;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Refers to another managed resource by name or labels ({@link dev.sluice.api.ObjectReference}), or to several in a
 * list; its value is taken from that resource's {@code status.outputs} and written to the sibling field {@link #to()}
 * before the diff. The field itself never reaches the cloud.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.RECORD_COMPONENT})
public @interface Reference {

    /** The referenced kind. */
    Class<? extends HasMetadata> kind();

    /** The output of the referenced resource that is wanted, for example {@code arn}. */
    String output();

    /** The sibling field that receives the value. */
    String to();
}
