package dev.sluice.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Tells people what happened to an object, as Events. Recording never blocks a reconciliation and never fails it; the
 * same Event repeated is counted, not written again (see {@link ApiEventRecorder}).
 */
public interface EventRecorder {

    /** @param reason CamelCase, one of those in the reference docs */
    void normal(HasMetadata about, String reason, String message);

    void warning(HasMetadata about, String reason, String message);
}
