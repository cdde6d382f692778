package dev.sluice.gatekeeper;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.CanonicalJson;
import dev.sluice.api.Sluice;
import dev.sluice.gate.gatekeeper.Problem;
import dev.sluice.kube.Conditions;
import dev.sluice.policy.PolicyLoader;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What Sluice says of templates and constraints in their status. Whatever else stands there belongs to somebody else. */
final class Statuses {
    static final String IN_FORCE = "InForce";

    private static final String SELF = "sluice";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final TypeReference<List<Condition>> CONDITIONS = new TypeReference<>() {};

    private final KubernetesClient client;
    private final PolicyLoader loader;
    private final InstantSource clock;

    Statuses(KubernetesClient client, PolicyLoader loader, InstantSource clock) {
        this.client = client;
        this.loader = loader;
        this.clock = clock;
    }

    /** @param served whether its constraints can be written */
    void template(Templates.Looked looked, boolean served) {
        var object = looked.object();
        var status = JSON.createObjectNode();
        status.put("created", served);
        var pod = status.putArray("byPod").addObject();
        pod.put("id", SELF)
                .put("observedGeneration", object.getMetadata().getGeneration())
                .put("templateUID", object.getMetadata().getUid());
        var errors = pod.putArray("errors");
        looked.problems()
                .forEach(p -> errors.addObject()
                        .put("code", "ingest_error")
                        .put("location", p.line() > 0 ? "%s:%d".formatted(p.field(), p.line()) : p.field())
                        .put("message", p.message()));
        var template = looked.template();
        var notes = template == null ? List.<String>of() : template.notes();
        var conditions = conditions(object);
        if (!looked.problems().isEmpty()) {
            var message = notes(text(looked.problems()) + ".", notes);
            conditions.isFalse(Conditions.READY, "Invalid", message).isTrue(Conditions.STALLED, "Invalid", message);
        } else if (served) {
            conditions
                    .isTrue(Conditions.READY, "Served", notes("Compiled; its constraints can be made.", notes))
                    .remove(Conditions.STALLED);
        } else {
            conditions
                    .isFalse(Conditions.READY, "NotServed", "Compiled; the kind of its constraints is not served yet.")
                    .remove(Conditions.STALLED);
        }
        status.set("conditions", JSON.valueToTree(conditions.list()));
        write(Kinds.templates(), object, status);
    }

    void constraint(Constraints.Looked looked) {
        var object = looked.object();
        var status = JSON.createObjectNode();
        status.put("observedGeneration", object.getMetadata().getGeneration());
        var policy = looked.policy();
        var conditions = conditions(object);
        var inForce = policy != null && loader.isInForce(policy);
        if (policy != null && inForce) {
            status.put("digest", policy.digest());
        }
        var ownRevision = looked.problems().isEmpty();
        if (inForce && ownRevision) {
            conditions.isTrue(IN_FORCE, "Loaded", "This revision decides at every gate it names.");
            conditions
                    .isTrue(Conditions.READY, IN_FORCE, notes("Compiled and in force.", looked.notes()))
                    .remove(Conditions.STALLED);
        } else if (ownRevision) {
            var failure = loader.failure();
            conditions.isFalse(IN_FORCE, "NotLoaded", "This revision decides nothing yet.");
            conditions
                    .isFalse(
                            Conditions.READY,
                            failure == null ? "Loading" : "LoadFailed",
                            failure == null ? "Being loaded." : "The policies could not be loaded together: " + failure)
                    .remove(Conditions.STALLED);
        } else {
            broken(conditions, looked, inForce);
        }
        status.set("conditions", JSON.valueToTree(conditions.list()));
        write(Kinds.constraints(object.getKind()), object, status);
    }

    private static void broken(Conditions conditions, Constraints.Looked looked, boolean inForce) {
        var reason = looked.waits() ? "TemplateMissing" : "Invalid";
        if (inForce) {
            conditions.isTrue(IN_FORCE, "EarlierRevision", "The revision before is still in force.");
        } else {
            conditions.isFalse(IN_FORCE, "NotLoaded", "No revision of this constraint decides anything.");
        }
        var message = text(looked.problems());
        conditions.isFalse(Conditions.READY, reason, message);
        if (looked.waits()) {
            conditions.remove(Conditions.STALLED);
        } else {
            conditions.isTrue(Conditions.STALLED, reason, message);
        }
    }

    private static String notes(String text, List<String> notes) {
        return notes.isEmpty() ? text : text + " " + String.join(" ", notes);
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }

    private Conditions conditions(GenericKubernetesResource object) {
        var known = Templates.json(object).path("status").path("conditions");
        return new Conditions(
                known.isArray() ? JSON.convertValue(known, CONDITIONS) : null,
                object.getMetadata().getGeneration(),
                clock);
    }

    private void write(ResourceDefinitionContext kind, GenericKubernetesResource object, ObjectNode status) {
        var known = Templates.json(object).path("status");
        if (holds(known, status)) {
            return;
        }
        var patch = new GenericKubernetesResource();
        patch.setApiVersion(kind.getGroup() + "/" + kind.getVersion());
        patch.setKind(kind.getKind());
        patch.setMetadata(new ObjectMetaBuilder()
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .build());
        patch.setAdditionalProperty("status", JSON.convertValue(status, Object.class));
        var context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Sluice.CONTROLLER_FIELD_MANAGER)
                .withForce(true)
                .build();
        try {
            client.genericKubernetesResources(kind)
                    .withName(object.getMetadata().getName())
                    .subresource("status")
                    .patch(context, patch);
        } catch (KubernetesClientException e) {
            // It went, or was made anew; the watch brings what there is now.
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    /** Whether all that Sluice says stands there already. */
    private static boolean holds(@Nullable JsonNode known, ObjectNode wanted) {
        if (known == null) {
            return false;
        }
        return wanted.properties().stream()
                .allMatch(e -> Objects.equals(text(known.path(e.getKey())), text(e.getValue())));
    }

    private static String text(JsonNode node) {
        return CanonicalJson.text(node);
    }
}
