package dev.sluice.managed;

import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.api.managed.ManagedStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link Objects} on the API server. */
final class ApiObjects<P extends Record, O extends Record, R extends ManagedResource<P, O>>
        implements Objects<P, O, R> {
    private final KubernetesClient client;
    private final Class<R> type;
    private final Supplier<R> fresh;

    ApiObjects(KubernetesClient client, Class<R> type, Supplier<R> fresh) {
        this.client = client;
        this.type = type;
        this.fresh = fresh;
    }

    @Override
    public R claim(R object, String externalName, String intent, String location) {
        var finalizers = new ArrayList<>(finalizers(object));
        if (!finalizers.contains(Sluice.FINALIZER)) {
            finalizers.add(Sluice.FINALIZER);
        }
        var annotations = new LinkedHashMap<String, @Nullable String>();
        annotations.put(Sluice.CREATE_INTENT, intent);
        annotations.put(Sluice.LOCATION, location);
        if (!externalName.isEmpty()) {
            annotations.put(Sluice.EXTERNAL_NAME, externalName);
        }
        return patch(object, finalizers, annotations);
    }

    @Override
    public R adopt(R object, String externalName, String intent, String location, String at) {
        var finalizers = new ArrayList<>(finalizers(object));
        if (!finalizers.contains(Sluice.FINALIZER)) {
            finalizers.add(Sluice.FINALIZER);
        }
        return patch(
                object,
                finalizers,
                Map.of(
                        Sluice.EXTERNAL_NAME,
                        externalName,
                        Sluice.CREATE_INTENT,
                        intent,
                        Sluice.LOCATION,
                        location,
                        Sluice.ADOPTED,
                        at));
    }

    @Override
    public R retract(R object) {
        // In a merge patch null removes.
        var annotations = new LinkedHashMap<String, @Nullable String>();
        annotations.put(Sluice.CREATE_INTENT, null);
        annotations.put(Sluice.LOCATION, null);
        return patch(object, finalizers(object), annotations);
    }

    @Override
    public R name(R object, String externalName, String intent) {
        return patch(
                object, finalizers(object), Map.of(Sluice.EXTERNAL_NAME, externalName, Sluice.CREATE_INTENT, intent));
    }

    @Override
    public R reread(R object) {
        var meta = object.getMetadata();
        R now = client.resources(type)
                .inNamespace(meta.getNamespace())
                .withName(meta.getName())
                .get();
        if (now == null || !meta.getUid().equals(now.getMetadata().getUid())) {
            throw new ConflictException(new IllegalStateException("the object is gone"));
        }
        return now;
    }

    @Override
    public void release(R object) {
        var finalizers = new ArrayList<>(finalizers(object));
        finalizers.remove(Sluice.FINALIZER);
        patch(object, finalizers, Map.of());
    }

    @Override
    public void record(R object, ManagedStatus<P, O> status) {
        var patch = statusPatch(object, status);
        client.resource(patch)
                .subresource("status")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                                .withForce(true)
                                .build(),
                        patch);
    }

    @Override
    public R statusPatch(R object, ManagedStatus<P, O> status) {
        var patch = fresh.get();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .build());
        patch.setStatus(status);
        return patch;
    }

    private static List<String> finalizers(ManagedResource<?, ?> object) {
        var finalizers = object.getMetadata().getFinalizers();
        return finalizers == null ? List.of() : finalizers;
    }

    /** A merge patch that carries the resource version: it fails on an object that is not what we read. */
    private R patch(R object, List<String> finalizers, Map<String, @Nullable String> annotations) {
        var meta = object.getMetadata();
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("resourceVersion", meta.getResourceVersion());
        metadata.put("finalizers", finalizers);
        metadata.put("annotations", annotations);
        try {
            return client.resources(type)
                    .inNamespace(meta.getNamespace())
                    .withName(meta.getName())
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            client.getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                throw new ConflictException(e);
            }
            throw e;
        }
    }
}
