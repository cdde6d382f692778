package dev.sluice.provider.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ServiceAccountToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where the token comes from with which a role is assumed.
 *
 * <p>Whatever a configuration names, only a token that says itself that it is for AWS STS leaves the process: neither
 * another file nor a token for the Kubernetes API can be sent to an endpoint by writing a ProviderConfig.
 */
final class WebIdentityToken {
    private static final String TOKEN_FILE = "AWS_WEB_IDENTITY_TOKEN_FILE";
    private static final String DEFAULT_AUDIENCE = "sts.amazonaws.com";
    private static final Set<String> AUDIENCES = Set.of(DEFAULT_AUDIENCE, "sts.amazonaws.com.cn");
    private static final int MAX_BYTES = 16 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private WebIdentityToken() {}

    /** @throws ProviderConfigException when the configuration names no token; what is named is read when it is needed */
    static Supplier<String> of(ConfigReader reader, String config, ProviderConfig.WebIdentity identity) {
        var account = identity.serviceAccountRef();
        if (account == null) {
            var file = file(config, identity.tokenFile());
            return () -> forSts(config, "the file " + file, read(config, file));
        }
        var audience = identity.audience() == null ? DEFAULT_AUDIENCE : identity.audience();
        var what = "the token of ServiceAccount %s/%s".formatted(account.namespace(), account.name());
        var requested = new Requested(
                () -> requested(config, () -> reader.token(account.namespace(), account.name(), audience)));
        return () -> forSts(config, what, requested.get());
    }

    private static ServiceAccountToken requested(String config, Supplier<ServiceAccountToken> request) {
        try {
            return request.get();
        } catch (ProviderConfigException e) {
            throw new ProviderConfigException("ProviderConfig %s: spec.credentials.webIdentity.serviceAccountRef: %s"
                    .formatted(config, e.getMessage()));
        }
    }

    private static Path file(String config, @Nullable String named) {
        var text = named == null ? System.getenv(TOKEN_FILE) : named;
        if (text == null || text.isBlank()) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: spec.credentials.webIdentity names no token, and %s is not set; set tokenFile or serviceAccountRef, or annotate Sluice's ServiceAccount with eks.amazonaws.com/role-arn"
                            .formatted(config, TOKEN_FILE));
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: spec.credentials.webIdentity.tokenFile is not the path of a file"
                            .formatted(config));
        }
    }

    private static String read(String config, Path file) {
        try {
            if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
                // Of a pipe, reading would never end.
                throw new FileSystemException(file.toString());
            }
            try (InputStream in = Files.newInputStream(file)) {
                return new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII).strip();
            }
        } catch (IOException e) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: the web identity token in %s cannot be read (%s); mount a token there"
                            .formatted(config, file, e.getClass().getSimpleName()));
        }
    }

    private static String forSts(String config, String what, String token) {
        if (!isForSts(token)) {
            throw new ProviderConfigException(
                    "ProviderConfig %s: %s holds no token for AWS STS, and nothing of it was sent; its audience must be %s"
                            .formatted(config, what, DEFAULT_AUDIENCE));
        }
        return token;
    }

    /** By its own word; STS checks the signature. */
    private static boolean isForSts(String token) {
        var parts = token.split("[.]", -1);
        if (parts.length != 3) {
            return false;
        }
        try {
            JsonNode audience =
                    JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("aud");
            return audience.isArray()
                    ? !audience.isEmpty()
                            && StreamSupport.stream(audience.spliterator(), false)
                                    .allMatch(a -> AUDIENCES.contains(a.asText()))
                    : AUDIENCES.contains(audience.asText());
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /** A token that was requested, until four fifths of its life are over. */
    private static final class Requested implements Supplier<String> {
        private final Supplier<ServiceAccountToken> request;
        private @Nullable ServiceAccountToken token;
        private Instant renewAt = Instant.MIN;

        Requested(Supplier<ServiceAccountToken> request) {
            this.request = request;
        }

        @Override
        public String get() {
            synchronized (this) {
                if (token != null && Instant.now().isBefore(renewAt)) {
                    return token.value();
                }
            }
            // Not under the lock: it is a call. Whoever else asks meanwhile asks for a token too, which harms nobody.
            var asked = Instant.now();
            var fresh = request.get();
            synchronized (this) {
                token = fresh;
                renewAt = asked.plus(
                        Duration.between(asked, fresh.expires()).multipliedBy(4).dividedBy(5));
            }
            return fresh.value();
        }
    }
}
