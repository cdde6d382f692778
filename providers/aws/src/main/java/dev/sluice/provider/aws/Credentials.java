package dev.sluice.provider.aws;

import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.aws.client.InstanceRole;
import dev.sluice.provider.aws.client.Roles;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;

/**
 * The credentials a configuration names, before any role is assumed with them.
 *
 * @param provider makes the SDK's provider; asked for only when a session is opened
 * @param version changes with the Secret, so that a rotated key takes effect without a restart
 */
record Credentials(Function<Roles, AwsCredentialsProvider> provider, String version) {
    private static final int MAX_LENGTH = 8192;

    static Credentials read(ConfigReader reader, String config, ProviderConfig.Credentials credentials) {
        return switch (credentials.source()) {
            case "Environment" -> new Credentials(roles -> environment(), "environment");
            case "InstanceRole" -> new Credentials(roles -> new InstanceRole(config), "instance");
            case "WebIdentity" -> webIdentity(reader, config, credentials.webIdentity());
            case "Secret" -> secret(reader, config, credentials.secretRef());
            default ->
                throw new ProviderConfigException(
                        "ProviderConfig %s: spec.credentials.source '%s' is not known; use Secret, WebIdentity, InstanceRole or Environment"
                                .formatted(config, credentials.source()));
        };
    }

    private static Credentials webIdentity(
            ConfigReader reader, String config, ProviderConfig.@Nullable WebIdentity identity) {
        if (identity == null) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: spec.credentials.webIdentity is missing; name the role there"
                            .formatted(config));
        }
        var token = WebIdentityToken.of(reader, config, identity);
        var place = "ProviderConfig %s: spec.credentials.webIdentity, role %s".formatted(config, identity.roleArn());
        var session = AssumeRoles.sessionName(config, identity.sessionName());
        return new Credentials(
                roles -> roles.byWebIdentity(
                        place,
                        () -> AssumeRoleWithWebIdentityRequest.builder()
                                .roleArn(identity.roleArn())
                                .roleSessionName(session)
                                .webIdentityToken(token.get())
                                .build()),
                "web-identity");
    }

    private static AwsCredentialsProvider environment() {
        // Not from profile files: a file on the machine is not part of what Git or the cluster says.
        return DefaultCredentialsProvider.builder()
                .profileFile(() -> ProfileFile.aggregator().build())
                .build();
    }

    private static Credentials secret(
            ConfigReader reader, String config, ProviderConfig.@Nullable SecretReference reference) {
        if (reference == null) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: spec.credentials.secretRef is missing; name the Secret with the access key"
                            .formatted(config));
        }
        var where = reference.namespace() + "/" + reference.name();
        var secret = reader.secret(reference.namespace(), reference.name())
                .orElseThrow(() -> new ProviderConfigException(
                        "ProviderConfig %s: the Secret %s does not exist; create it with the keys accessKeyId and secretAccessKey"
                                .formatted(config, where)));
        var id = value(secret, config, where, "accessKeyId");
        var key = value(secret, config, where, "secretAccessKey");
        var token = optional(secret, config, where, "sessionToken");
        var values = token == null ? AwsBasicCredentials.create(id, key) : AwsSessionCredentials.create(id, key, token);
        var version = secret.getMetadata().getUid() + "/" + secret.getMetadata().getResourceVersion();
        return new Credentials(roles -> StaticCredentialsProvider.create(values), version);
    }

    private static String value(Secret secret, String config, String where, String key) {
        var value = optional(secret, config, where, key);
        if (value == null) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: the Secret %s has no key %s; add it".formatted(config, where, key));
        }
        return value;
    }

    private static @Nullable String optional(Secret secret, String config, String where, String key) {
        Map<String, String> data = secret.getData();
        var encoded = data == null ? null : data.get(key);
        if (encoded == null || encoded.isBlank()) {
            return null;
        }
        if (encoded.length() > MAX_LENGTH) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: the value of %s in the Secret %s is too long to be one"
                            .formatted(config, key, where));
        }
        try {
            // A newline at the end, as `echo` leaves it, would make every signature wrong.
            var value = new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8).strip();
            return value.isEmpty() ? null : value;
        } catch (IllegalArgumentException e) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: the value of %s in the Secret %s is not base64".formatted(config, key, where));
        }
    }
}
