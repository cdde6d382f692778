package dev.sluice.managed;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.field.FieldRules;
import dev.sluice.provider.field.SecretReferences;
import java.util.Comparator;

/** Takes secrets out of what the cloud says of a failure: APIs like to quote the value they refuse. */
final class Scrubber {
    private final FieldRules rules;
    private final ObjectMapper json;

    Scrubber(FieldRules rules, ObjectMapper json) {
        this.rules = rules;
        this.json = json;
    }

    /** The same exception where it quotes nothing; else one without the secret and without its cause, which quotes it too. */
    CloudException clean(CloudException failure, Record desired) {
        var before = failure.error().message();
        var after = SecretReferences.values(json.valueToTree(desired), rules).stream()
                .filter(secret -> !secret.isEmpty())
                // The longer first: one may be a part of another.
                .sorted(Comparator.comparing(String::length).reversed())
                .reduce(before, (text, secret) -> text.replace(secret, FieldChange.REDACTED));
        return after.equals(before)
                ? failure
                : new CloudException(
                        saying(after, failure.error()),
                        failure.service(),
                        failure.operation(),
                        failure.code(),
                        failure.requestId(),
                        null);
    }

    private static CloudError saying(String message, CloudError error) {
        return switch (error) {
            case CloudError.Throttled e -> new CloudError.Throttled(message, e.retryAfter());
            case CloudError.NotFound e -> new CloudError.NotFound(message);
            case CloudError.Conflict e -> new CloudError.Conflict(message);
            case CloudError.Denied e -> new CloudError.Denied(message);
            case CloudError.Invalid e -> new CloudError.Invalid(message, e.field());
            case CloudError.Transient e -> new CloudError.Transient(message);
        };
    }
}
