package dev.sluice.provider.aws.secretsmanager;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Details;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.secretsmanager.Secret.Outputs;
import dev.sluice.provider.aws.secretsmanager.Secret.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * Maps a secret to Secrets Manager. Its value is read only where one is wished for, and compared here: what is reported
 * is the wished one where they are equal and a placeholder where they are not, so that the cloud's value goes nowhere.
 */
final class SecretAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** Stands for a value that is not the one wished for. */
    static final String ANOTHER_VALUE = "(another value)";

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var secrets = secrets(target);
        return secrets.find("DescribeSecret", c -> c.describeSecret(r -> r.secretId(target.externalName())))
                .map(secret -> {
                    if (secret.arn() == null) {
                        throw secrets.incomplete("DescribeSecret");
                    }
                    return observed(target, secret);
                });
    }

    private static Observed<Parameters, Outputs> observed(
            Target<Parameters, AwsSession> target, DescribeSecretResponse secret) {
        var tags = secret.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> first));
        boolean deleted = secret.deletedDate() != null;
        var parameters = new Parameters(
                target.region(),
                secret.description() == null || secret.description().isEmpty() ? null : secret.description(),
                secret.kmsKeyId() == null || secret.kmsKeyId().isEmpty() ? null : secret.kmsKeyId(),
                null,
                deleted ? null : value(target),
                null,
                // Nothing that the secret has, but how it is deleted.
                target.desired().recoveryWindowInDays(),
                Tags.parameter(tags));
        return new Observed<>(
                parameters,
                new Outputs(secret.arn()),
                Tags.owner(tags),
                deleted ? Observed.State.PENDING_DELETION : Observed.State.AVAILABLE,
                deleted ? "kept by AWS until " + secret.deletedDate() : "available",
                null);
    }

    private static @Nullable String value(Target<Parameters, AwsSession> target) {
        var wanted = target.desired().secretString();
        if (wanted == null) {
            return null;
        }
        return secrets(target)
                .find("GetSecretValue", c -> c.getSecretValue(r -> r.secretId(target.externalName())))
                .map(current -> wanted.equals(current.secretString()) ? wanted : ANOTHER_VALUE)
                .orElse(null);
    }

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        secrets(target)
                .call(
                        "CreateSecret",
                        c -> c.createSecret(r -> r.name(target.externalName())
                                .description(desired.description())
                                .kmsKeyId(desired.kmsKeyId())
                                .secretString(desired.secretString())
                                .tags(tagList(Tags.wanted(desired.tags(), target.ownerUid())))));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        tags(target, observed);
        var changed = new Changed(diff);
        var desired = target.desired();
        if (changed.touches("description") || changed.touches("kmsKeyId") || changed.touches("secretString")) {
            secrets(target)
                    .call(
                            "UpdateSecret",
                            c -> c.updateSecret(r -> {
                                r.secretId(target.externalName());
                                // What is left out stays; an empty key is the account's own.
                                if (changed.touches("description")) {
                                    r.description(desired.description() == null ? "" : desired.description());
                                }
                                if (changed.touches("kmsKeyId")) {
                                    r.kmsKeyId(desired.kmsKeyId() == null ? "" : desired.kmsKeyId());
                                }
                                if (changed.touches("secretString")) {
                                    r.secretString(desired.secretString());
                                }
                            }));
        }
    }

    private static void tags(Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var id = target.externalName();
        Tags.edit(target, observed, Parameters::tags)
                .apply(
                        put -> secrets(target)
                                .call(
                                        "TagResource",
                                        c -> c.tagResource(r -> r.secretId(id).tags(tagList(put)))),
                        removed -> secrets(target)
                                .call(
                                        "UntagResource",
                                        c -> c.untagResource(r -> r.secretId(id).tagKeys(removed))));
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        return new Details().with("arn", observed.outputs().arn()).map();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        var window = target.desired().recoveryWindowInDays();
        boolean atOnce = window != null && window == 0;
        try {
            secrets(target)
                    .find(
                            "DeleteSecret",
                            c -> c.deleteSecret(r -> {
                                r.secretId(target.externalName());
                                if (atOnce) {
                                    r.forceDeleteWithoutRecovery(true);
                                } else {
                                    r.recoveryWindowInDays(window);
                                }
                            }));
        } catch (CloudException failure) {
            // Secrets Manager refuses to delete what is deleted.
            var deleted = failure.code().equals("InvalidRequestException")
                    && read(target)
                            .filter(observed -> observed.state() == Observed.State.PENDING_DELETION)
                            .isPresent();
            if (!deleted) {
                throw failure;
            }
        }
    }

    private static List<Tag> tagList(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private static Api<SecretsManagerClient> secrets(Target<Parameters, AwsSession> target) {
        return target.session().secretsManager(target.region());
    }
}
