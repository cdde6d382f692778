package dev.sluice.api.field;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The values a string may have in a specification. A parameter is a string with this rule rather than a Java enum
 * because the cloud may report a value that is newer than this code, and such a value has to be shown as drift, not
 * fail to parse.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.RECORD_COMPONENT})
public @interface OneOf {
    String[] value();
}
