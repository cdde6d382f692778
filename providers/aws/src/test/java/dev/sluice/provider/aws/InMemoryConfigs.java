package dev.sluice.provider.aws;

import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.ProviderConfigException;
import dev.sluice.provider.ServiceAccountToken;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Configurations and Secrets as a cluster would hold them. */
public final class InMemoryConfigs implements ConfigReader {
    private final Map<String, ProviderConfig> configs = new HashMap<>();
    private final Map<String, Secret> secrets = new HashMap<>();
    private int version;

    /** The ServiceAccounts whose tokens were asked for. */
    final List<String> tokenRequests = new CopyOnWriteArrayList<>();

    /** Makes the token of a ServiceAccount. */
    Function<String, ServiceAccountToken> tokens = account -> {
        throw new ProviderConfigException("there is no ServiceAccount " + account);
    };

    /** A configuration named default with keys that an emulator takes. */
    public static InMemoryConfigs forEndpoint(URI endpoint) {
        var configs = new InMemoryConfigs();
        configs.secret("sluice", "aws", Map.of("accessKeyId", "AKIATEST", "secretAccessKey", "test"));
        configs.config(
                "default",
                spec(
                        endpoint.toString(),
                        new ProviderConfig.Credentials(
                                "Secret", new ProviderConfig.SecretReference("sluice", "aws"), null)));
        return configs;
    }

    /** One that says where and whose credentials, and nothing else. */
    static ProviderConfig.Spec spec(String endpoint, ProviderConfig.Credentials credentials) {
        return new ProviderConfig.Spec("eu-west-1", endpoint, null, null, credentials, null, null);
    }

    public void config(String name, ProviderConfig.Spec spec) {
        var config = new ProviderConfig();
        config.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withUid("uid-" + name)
                .withResourceVersion(String.valueOf(++version))
                .withGeneration((long) version)
                .build());
        config.setSpec(spec);
        configs.put(name, config);
    }

    /** Something other than its specification has changed. */
    void touch(String name) {
        configs.get(name).getMetadata().setResourceVersion(String.valueOf(++version));
    }

    public void secret(String namespace, String name, Map<String, String> values) {
        var data = new TreeMap<String, String>();
        values.forEach((key, value) ->
                data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        secrets.put(
                namespace + "/" + name,
                new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withUid("uid-" + name)
                        .withResourceVersion(String.valueOf(++version))
                        .endMetadata()
                        .withData(data)
                        .build());
    }

    @Override
    public <T extends HasMetadata> Optional<T> config(Class<T> type, String name) {
        return Optional.ofNullable(configs.get(name)).map(type::cast);
    }

    @Override
    public Optional<Secret> secret(String namespace, String name) {
        return Optional.ofNullable(secrets.get(namespace + "/" + name));
    }

    @Override
    public Optional<Map<String, String>> namespaceLabels(String namespace) {
        return Optional.empty();
    }

    @Override
    public ServiceAccountToken token(String namespace, String serviceAccount, String audience) {
        tokenRequests.add("%s/%s for %s".formatted(namespace, serviceAccount, audience));
        return tokens.apply(namespace + "/" + serviceAccount);
    }
}
