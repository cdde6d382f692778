package dev.sluice.managed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.SecretReferences;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values that a desired state takes from Secrets. They are known to the calls of the cloud and to nothing else. */
final class SecretValues {
    private static final Duration RARELY = Duration.ofMinutes(2);

    private final FieldRules rules;
    private final Shared shared;

    SecretValues(FieldRules rules, Shared shared) {
        this.rules = rules;
        this.shared = shared;
    }

    /** A Secret as the index of references knows it. */
    static ReferenceIndex.Key key(String namespace, String name) {
        return new ReferenceIndex.Key("", "Secret", namespace, name);
    }

    /** Writes the values into what is wished for; says what is in the way, or nothing. */
    @Nullable
    Outcome resolve(Facts<?, ?, ?, ?> facts) {
        var wishes = facts.wishes();
        var missing = resolve(facts, "forProvider", wishes.lasting());
        if (!wishes.left().isEmpty()) {
            var toCreate = resolve(facts, "initProvider", wishes.creation());
            if (toCreate != null && wishes.missing() == null) {
                facts.wishes = wishes.missing(toCreate);
            }
        }
        return missing;
    }

    private @Nullable Outcome resolve(Facts<?, ?, ?, ?> facts, String part, ObjectNode parameters) {
        var namespace = facts.object.getMetadata().getNamespace();
        var missing = new StringBuilder();
        for (var reference : SecretReferences.in(parameters, rules)) {
            value(namespace, part, reference, missing).ifPresent(value -> take(value, reference, facts));
        }
        return missing.isEmpty()
                ? null
                : new Outcome.Waiting("SecretNotReady", missing.toString().strip(), RARELY);
    }

    private Optional<String> value(
            String namespace, String part, SecretReferences.Found reference, StringBuilder missing) {
        var where = "spec.%s.%s waits for Secret %s/%s to have the key %s, with text"
                .formatted(part, reference.path(), namespace, reference.secret(), reference.key());
        try {
            var value = shared.secrets()
                    .source()
                    .secret(namespace, reference.secret())
                    .flatMap(secret -> text(secret, reference.key()));
            if (value.isEmpty()) {
                missing.append(where).append(". ");
            }
            return value;
        } catch (KubernetesClientException e) {
            missing.append(where)
                    .append("; the API server does not let Sluice read it (answer %d). ".formatted(e.getCode()));
            return Optional.empty();
        }
    }

    private void take(String value, SecretReferences.Found reference, Facts<?, ?, ?, ?> facts) {
        var digest = shared.secrets().digests().of(value, facts.uid(), reference.path());
        reference.resolve(value, digest);
        facts.digests.put(reference.path(), digest);
    }

    /** Empty where there is nothing, or nothing that is text. */
    private static Optional<String> text(Secret secret, String key) {
        var encoded = secret.getData() == null ? null : secret.getData().get(key);
        if (encoded == null || encoded.isEmpty()) {
            return Optional.empty();
        }
        try {
            var bytes = Base64.getDecoder().decode(encoded);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException | IllegalArgumentException e) {
            // The exception quotes what it could not read.
            return Optional.empty();
        }
    }
}
