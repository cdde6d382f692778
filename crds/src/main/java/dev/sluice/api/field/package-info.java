/**
 * Field rules: what the kernel must know of a parameter beyond its type. They stand on the components of a kind's
 * parameter record; from them follow the diff, the plan, the CRD's validations, the redaction and the reference docs.
 */
@NullMarked
package dev.sluice.api.field;

import org.jspecify.annotations.NullMarked;
