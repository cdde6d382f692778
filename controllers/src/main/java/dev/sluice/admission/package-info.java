/**
 * The gate at the API server's door: a validating webhook with a certificate of its own.
 *
 * <p>{@link dev.sluice.admission.AdmissionHandler} answers reviews, {@link dev.sluice.admission.WebhookCertificates}
 * makes and renews the certificate, {@link dev.sluice.admission.WebhookConfigurator} keeps the cluster's webhook
 * configuration as it has to be.
 */
@NullMarked
package dev.sluice.admission;

import org.jspecify.annotations.NullMarked;
