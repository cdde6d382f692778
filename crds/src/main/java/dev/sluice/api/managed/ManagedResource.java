package dev.sluice.api.managed;

import dev.sluice.api.Sluice;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource of a cloud.
 *
 * @param <P> the kind's parameters: what can be wished for, a record with field rules
 * @param <O> the kind's outputs: what only the cloud can say, such as an ARN, a record of strings
 */
@AdditionalPrinterColumn(
        name = "Ready",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
        name = "Synced",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Synced\")].status")
@AdditionalPrinterColumn(
        name = "Admitted",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Admitted\")].status")
@AdditionalPrinterColumn(name = "External-Name", type = Type.STRING, jsonPath = ".status.externalName")
@AdditionalPrinterColumn(name = "Plan", type = Type.STRING, jsonPath = ".status.plan.action", priority = 1)
@AdditionalPrinterColumn(
        name = "Message",
        type = Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Synced\")].message",
        priority = 1)
@AdditionalPrinterColumn(name = "Age", type = Type.DATE, jsonPath = ".metadata.creationTimestamp")
@SuppressWarnings("serial")
public abstract class ManagedResource<P extends Record, O extends Record>
        extends CustomResource<ManagedSpec<P>, ManagedStatus<P, O>> implements Namespaced {

    /** An annotation's value, or null. */
    public @Nullable String annotation(String key) {
        Map<String, String> annotations = getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(key);
    }

    /** The name of the external resource: the annotation's, or the object's own. */
    public String externalName() {
        var explicit = annotation(Sluice.EXTERNAL_NAME);
        return explicit == null || explicit.isBlank() ? getMetadata().getName() : explicit;
    }
}
