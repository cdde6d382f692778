package dev.sluice.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.Sluice;
import dev.sluice.gate.Decision;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@link ClusterPort} on the API server. What it serves is remembered; an unknown kind is looked up again. */
final class ApiClusterPort implements ClusterPort {
    private static final Set<Integer> INVALID = Set.of(HttpURLConnection.HTTP_BAD_REQUEST, 422);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final Duration UNKNOWN_REMEMBERED = Duration.ofSeconds(2);
    private static final long PAGE = 500L;

    private final KubernetesClient client;
    private final InstantSource clock;
    private final Map<String, Served> served = new ConcurrentHashMap<>();

    ApiClusterPort(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    private record Served(Map<String, APIResource> byKind, Instant goodUntil) {}

    @Override
    public Scope scope(String apiVersion, String kind) {
        var resource = resource(apiVersion, kind);
        if (resource == null) {
            return Scope.UNKNOWN;
        }
        return resource.getNamespaced() ? Scope.NAMESPACED : Scope.CLUSTER;
    }

    @Override
    public Optional<ObjectNode> get(String apiVersion, ObjectId id) {
        return answered(() -> Optional.ofNullable(at(apiVersion, id).get()).map(ApiClusterPort::json));
    }

    @Override
    public Map<ObjectId, ObjectNode> list(String apiVersion, String kind, String namespace) {
        return answered(() -> {
            var found = new HashMap<ObjectId, ObjectNode>();
            var all = kind(apiVersion, kind);
            var options = new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
                    .withLimit(PAGE)
                    .build();
            String next;
            do {
                var page = namespace.isEmpty()
                        ? all.list(options)
                        : all.inNamespace(namespace).list(options);
                for (var item : page.getItems()) {
                    var meta = item.getMetadata();
                    var id = new ObjectId(
                            ObjectId.group(apiVersion),
                            kind,
                            meta.getNamespace() == null ? "" : meta.getNamespace(),
                            meta.getName());
                    found.put(id, json(item));
                }
                next = page.getMetadata().getContinue();
                options.setContinue(next);
            } while (next != null && !next.isEmpty());
            return found;
        });
    }

    @Override
    public ObjectNode dryRun(ObjectNode manifest) {
        return answered(() -> json(patch(manifest, true)));
    }

    @Override
    public void apply(Decision.Admitted decision, ObjectNode manifest) {
        var subject = decision.change().subject();
        if (!manifest.path("kind").asText().equals(subject.kind())
                || !manifest.at("/metadata/name").asText().equals(subject.name())) {
            throw new IllegalStateException("decision %s admits another object".formatted(decision.id()));
        }
        answered(() -> patch(manifest, false));
    }

    @Override
    public void delete(Decision.Admitted decision, ObjectNode live) {
        var subject = decision.change().subject();
        var id = new ObjectId(subject.group(), subject.kind(), subject.namespace(), subject.name());
        answered(() -> {
            // Carries the resource version: an object that changed since it was judged is judged again.
            var version = live.at("/metadata/resourceVersion").asText();
            return at(subject.apiVersion(), id).lockResourceVersion(version).delete();
        });
    }

    private GenericKubernetesResource patch(ObjectNode manifest, boolean dryRun) {
        var id = new ObjectId(
                ObjectId.group(manifest.path("apiVersion").asText()),
                manifest.path("kind").asText(),
                manifest.at("/metadata/namespace").asText(""),
                manifest.at("/metadata/name").asText());
        var context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Sluice.SYNC_FIELD_MANAGER)
                // Git is the truth for the fields it names; who held them before is in the drift Event.
                .withForce(true);
        if (dryRun) {
            context.withDryRun(java.util.List.of("All"));
        }
        // As an object, not as text: with text the client reads the object first, which need not exist.
        return at(manifest.path("apiVersion").asText(), id).patch(context.build(), resource(manifest));
    }

    private static GenericKubernetesResource resource(ObjectNode manifest) {
        try {
            return JSON.convertValue(manifest, GenericKubernetesResource.class);
        } catch (IllegalArgumentException e) {
            throw ClusterException.invalid("metadata is not what the API server reads: " + e.getMessage());
        }
    }

    private Resource<GenericKubernetesResource> at(String apiVersion, ObjectId id) {
        var all = kind(apiVersion, id.kind());
        return id.namespace().isEmpty()
                ? all.withName(id.name())
                : all.inNamespace(id.namespace()).withName(id.name());
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            kind(String apiVersion, String kind) {
        var resource = resource(apiVersion, kind);
        if (resource == null) {
            throw new ClusterException("the cluster does not know %s %s".formatted(apiVersion, kind));
        }
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(ObjectId.group(apiVersion))
                .withVersion(ObjectId.version(apiVersion))
                .withKind(kind)
                .withPlural(resource.getName())
                .withNamespaced(resource.getNamespaced())
                .build());
    }

    private @Nullable APIResource resource(String apiVersion, String kind) {
        var now = clock.instant();
        var known = served.get(apiVersion);
        if (known == null || now.isAfter(known.goodUntil()) || !known.byKind().containsKey(kind)) {
            if (known == null || now.isAfter(known.goodUntil().minus(REMEMBERED).plus(UNKNOWN_REMEMBERED))) {
                known = new Served(answered(() -> discover(apiVersion)), now.plus(REMEMBERED));
                served.put(apiVersion, known);
            }
        }
        return known.byKind().get(kind);
    }

    private Map<String, APIResource> discover(String apiVersion) {
        APIResourceList list = client.getApiResources(apiVersion);
        var byKind = new HashMap<String, APIResource>();
        if (list != null && list.getResources() != null) {
            for (var resource : list.getResources()) {
                if (!resource.getName().contains("/")) {
                    byKind.put(resource.getKind(), resource);
                }
            }
        }
        return byKind;
    }

    private static ObjectNode json(GenericKubernetesResource resource) {
        return JSON.valueToTree(resource);
    }

    private static <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw INVALID.contains(e.getCode())
                    ? ClusterException.invalid(explained(e))
                    : new ClusterException(explained(e));
        }
    }

    private static String explained(KubernetesClientException e) {
        var said = e.getStatus() == null ? null : e.getStatus().getMessage();
        if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
            return "it changed meanwhile; tried again: " + said;
        }
        return said != null ? said : "the API server cannot be reached: " + e.getMessage();
    }
}
