package com.example.notes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.Provider;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ProviderContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Base64;
import java.util.List;

/** The kinds, and how a session comes from a provider configuration. */
public final class NotesProvider implements Provider<NotesSession> {
    private final ProviderContext context;
    private final HttpClient http;

    NotesProvider(ProviderContext context) {
        this.context = context;
        this.http = HttpClient.newBuilder()
                .connectTimeout(context.limits().connect())
                .build();
    }

    @Override
    public String name() {
        return "notes";
    }

    @Override
    public Class<ProviderConfig> configType() {
        return ProviderConfig.class;
    }

    @Override
    public List<Kind<?, ?, ?, NotesSession>> kinds() {
        return List.of(Kind.of(Note.class, Kind.Identity.DETERMINISTIC, new NoteAdapter()));
    }

    /**
     * Asked for on every reconciliation, so that a changed token works at once. A session is nothing but values here; one
     * that has to sign in would be kept as long as the versions of what it was made from stay the same.
     */
    @Override
    public NotesSession connect(ConfigReader reader, String configName) {
        var spec = reader.config(ProviderConfig.class, configName)
                .orElseThrow(() -> new ProviderConfigException(
                        "the ProviderConfig %s (notes.example.com) does not exist; create it, or name another in spec.providerConfigRef"
                                .formatted(configName)))
                .getSpec();
        return new NotesSession(http, URI.create(spec.url()), token(reader, spec.tokenSecretRef()), context);
    }

    private static String token(ConfigReader reader, ProviderConfig.SecretReference reference) {
        var token = reader.secret(reference.namespace(), reference.name())
                .map(secret -> secret.getData().get("token"))
                .orElseThrow(() -> new ProviderConfigException("the Secret %s/%s does not exist, or has no key token"
                        .formatted(reference.namespace(), reference.name())));
        return new String(Base64.getDecoder().decode(token), UTF_8).strip();
    }

    @Override
    public void close() {
        http.close();
    }
}
