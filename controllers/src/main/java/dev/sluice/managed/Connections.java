package dev.sluice.managed;

import dev.sluice.api.FieldChange;
import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Session;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.SecretReferences;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last phase: publishes how a resource is used as a Secret beside the object, as {@code
 * spec.writeConnectionSecretToRef} asks for it. Only what is so in the cloud is published, and a Secret that is not ours is
 * never touched.
 */
final class Connections<P extends Record, O extends Record, R extends ManagedResource<P, O>, S extends Session> {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Adapter<P, O, S> adapter;
    private final Set<String> versions;
    private final Shared shared;

    Connections(Adapter<P, O, S> adapter, FieldRules rules, Shared shared) {
        this.adapter = adapter;
        this.versions = SecretReferences.versions(rules);
        this.shared = shared;
    }

    /** @return how the reconciliation ended, with this phase */
    Outcome publish(Facts<P, O, R, S> facts, Outcome outcome) {
        if (outcome instanceof Outcome.Released) {
            goes(facts);
            return outcome;
        }
        var settled = switch (outcome) {
            case Outcome.Paused o -> false;
            case Outcome.Released o -> false;
            case Outcome.Again o -> false;
            case Outcome.Deleting o -> false;
            case Outcome.InSync o -> true;
            case Outcome.Progressing o -> true;
            case Outcome.Waiting o -> true;
            case Outcome.Refused o -> true;
            case Outcome.Denied o -> true;
            case Outcome.Failed o -> true;
        };
        if (!settled || facts.object.isMarkedForDeletion()) {
            return outcome;
        }
        var trouble = published(facts);
        // What keeps the resource itself from being as wanted is told first.
        return trouble != null && outcome instanceof Outcome.InSync ? trouble : outcome;
    }

    /** With the object, at once; what is left behind here the cluster's own garbage collection takes. */
    private void goes(Facts<P, O, R, S> facts) {
        try {
            removeAllBut("", facts);
        } catch (KubernetesClientException | Objects.ConflictException e) {
            LOG.info("a connection Secret is left to the garbage collection: {}", e.getMessage());
        }
    }

    private @Nullable Outcome published(Facts<P, O, R, S> facts) {
        try {
            var reference = facts.object.getSpec().writeConnectionSecretToRef();
            if (reference == null) {
                removeAllBut("", facts);
                return null;
            }
            var data = isSoInTheCloud(facts) ? data(facts) : Map.<String, String>of();
            if (data.isEmpty()) {
                return null;
            }
            var trouble = write(facts, reference.name(), data);
            if (trouble == null) {
                removeAllBut(reference.name(), facts);
            }
            return trouble;
        } catch (KubernetesClientException e) {
            return new Outcome.Waiting(
                    "ConnectionSecretNotWritten", text(e), shared.backoff().next(facts.uid()));
        }
    }

    /** A password that waits for a decision, or for the cloud, is not the one to log in with. */
    private boolean isSoInTheCloud(Facts<P, O, R, S> facts) {
        var plan = facts.plan;
        return facts.observed != null
                && facts.ours()
                && (facts.observed.state() == Observed.State.AVAILABLE
                        || facts.observed.state() == Observed.State.UPDATING)
                && plan != null
                && !(plan instanceof Plan.Create)
                && plan.diff().stream().noneMatch(this::concernsSecrets);
    }

    private boolean concernsSecrets(FieldChange field) {
        return versions.contains(field.path())
                || (field.before() != null
                        && FieldChange.REDACTED.equals(field.before().textValue()))
                || (field.after() != null
                        && FieldChange.REDACTED.equals(field.after().textValue()));
    }

    private @Nullable Outcome write(Facts<P, O, R, S> facts, String name, Map<String, String> data) {
        var secrets = shared.secrets().connections();
        var present = secrets.known(namespace(facts), name).orElse(null);
        if (present == null) {
            if (secrets.create(secret(facts, name, data))) {
                told(facts, "ConnectionSecretWritten", "Wrote", name);
                return null;
            }
            present = secrets.read(namespace(facts), name).orElse(null);
        }
        if (present == null) {
            throw new Objects.ConflictException(new IllegalStateException("the Secret has just gone"));
        }
        if (!isOurs(present, facts)) {
            return new Outcome.Refused(
                    "ConnectionSecretNotOurs",
                    "Secret %s/%s exists and is not this object's, so it is left as it is. Name another one in spec.writeConnectionSecretToRef, or delete it."
                            .formatted(namespace(facts), name));
        }
        if (!data.equals(present.getData())) {
            secrets.replace(new SecretBuilder(present)
                    .withData(data)
                    .withStringData(Map.of())
                    .build());
            told(facts, "ConnectionSecretWritten", "Wrote", name);
        }
        return null;
    }

    /** Sorted, in base64. */
    private Map<String, String> data(Facts<P, O, R, S> facts) {
        var data = new TreeMap<String, String>();
        adapter.connection(facts.target(), facts.observed()).forEach((key, value) -> {
            if (!value.isEmpty()) {
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
            }
        });
        return data;
    }

    private Secret secret(Facts<P, O, R, S> facts, String name, Map<String, String> data) {
        var object = facts.object;
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace(facts))
                .withName(name)
                .addToLabels("app.kubernetes.io/managed-by", Sluice.CONTROLLER_FIELD_MANAGER)
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(object.getApiVersion())
                        .withKind(object.getKind())
                        .withName(object.getMetadata().getName())
                        .withUid(facts.uid())
                        .withController(true)
                        .build())
                .endMetadata()
                .withType(Sluice.CONNECTION_SECRET_TYPE)
                .withData(data)
                .build();
    }

    private boolean isOurs(Secret secret, Facts<P, O, R, S> facts) {
        return Sluice.CONNECTION_SECRET_TYPE.equals(secret.getType())
                && secret.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> facts.uid().equals(owner.getUid()));
    }

    /** What was written under a name that is not wished for any more. */
    private void removeAllBut(String name, Facts<P, O, R, S> facts) {
        var secrets = shared.secrets().connections();
        for (var secret : secrets.of(namespace(facts), facts.uid())) {
            var other = secret.getMetadata().getName();
            if (!other.equals(name)) {
                secrets.delete(secret);
                told(facts, "ConnectionSecretRemoved", "Removed", other);
            }
        }
    }

    private void told(Facts<P, O, R, S> facts, String reason, String did, String name) {
        shared.events()
                .normal(facts.object, reason, "%s the connection Secret %s/%s.".formatted(did, namespace(facts), name));
    }

    private static String namespace(Facts<?, ?, ?, ?> facts) {
        return facts.object.getMetadata().getNamespace();
    }

    /** Of most refusals only the code: the others may quote the Secret. */
    private static String text(KubernetesClientException e) {
        var why = e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && e.getStatus() != null
                ? String.valueOf(e.getStatus().getMessage())
                : "answer " + e.getCode();
        return "The API server did not accept the Secret of spec.writeConnectionSecretToRef: " + why;
    }
}
