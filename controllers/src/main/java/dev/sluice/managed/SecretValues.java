package dev.sluice.managed;

import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.SecretReferences;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Values that a desired state takes from Secrets. They are known to the calls of the cloud and to nothing else. */
final class SecretValues {
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

    /** Writes the values into the desired state; says what is still missing, or nothing. */
    String resolve(Facts<?, ?, ?, ?> facts) {
        var namespace = facts.object.getMetadata().getNamespace();
        var missing = new StringBuilder();
        for (var reference : SecretReferences.in(facts.desired(), rules)) {
            var value = shared.secrets()
                    .source()
                    .secret(namespace, reference.secret())
                    .flatMap(secret -> text(secret, reference.key()));
            if (value.isPresent()) {
                var digest = shared.secrets().digests().of(value.get(), facts.uid(), reference.path());
                reference.resolve(value.get(), digest);
                facts.digests.put(reference.path(), digest);
            } else {
                missing.append("spec.forProvider.%s waits for Secret %s/%s to have the key %s, with text. "
                        .formatted(reference.path(), namespace, reference.secret(), reference.key()));
            }
        }
        return missing.toString().strip();
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
