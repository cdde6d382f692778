package dev.sluice.provider.aws.lambda;

import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.lambda.Function.Parameters;
import dev.sluice.provider.aws.lambda.Function.VpcConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.Layer;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** A function's parameters in Lambda's shapes and back. */
final class FunctionParameters {
    /** What Lambda wants for a text that is to go. */
    private static final String NONE = "";

    private record Setting(
            String parameter, BiConsumer<UpdateFunctionConfigurationRequest.Builder, Parameters> write) {}

    /** Told all by one call; code and concurrency have calls of their own. */
    private static final List<Setting> SETTINGS = List.of(
            new Setting("description", (r, p) -> r.description(orNone(p.description()))),
            new Setting("roleArn", (r, p) -> r.role(p.roleArn())),
            new Setting("runtime", (r, p) -> r.runtime(p.runtime())),
            new Setting("handler", (r, p) -> r.handler(p.handler())),
            new Setting("timeout", (r, p) -> r.timeout(p.timeout())),
            new Setting("memorySize", (r, p) -> r.memorySize(p.memorySize())),
            new Setting("ephemeralStorageSize", (r, p) -> r.ephemeralStorage(e -> e.size(p.ephemeralStorageSize()))),
            new Setting(
                    "environment",
                    (r, p) -> r.environment(e -> e.variables(p.environment() == null ? Map.of() : p.environment()))),
            new Setting("layers", (r, p) -> r.layers(p.layers() == null ? List.of() : p.layers())),
            new Setting(
                    "vpcConfig",
                    (r, p) -> r.vpcConfig(v -> {
                        var vpc =
                                p.vpcConfig() == null ? new VpcConfig(List.of(), null, List.of(), null) : p.vpcConfig();
                        v.subnetIds(vpc.subnetIds()).securityGroupIds(vpc.securityGroupIds());
                    })),
            new Setting(
                    "deadLetterTargetArn",
                    (r, p) -> r.deadLetterConfig(d -> d.targetArn(orNone(p.deadLetterTargetArn())))),
            new Setting("tracingMode", (r, p) -> r.tracingConfig(t -> t.mode(p.tracingMode()))),
            new Setting("kmsKeyArn", (r, p) -> r.kmsKeyArn(orNone(p.kmsKeyArn()))));

    private FunctionParameters() {}

    static Parameters of(String region, Parameters desired, GetFunctionResponse answer) {
        var configuration = answer.configuration();
        var tracing = configuration.tracingConfig();
        var deadLetters = configuration.deadLetterConfig();
        var storage = configuration.ephemeralStorage();
        var concurrency = answer.concurrency();
        return new Parameters(
                region,
                orNull(configuration.description()),
                configuration.role(),
                null,
                FunctionCode.asWished(
                        desired.code(),
                        configuration.codeSha256(),
                        answer.code() == null ? null : answer.code().imageUri(),
                        answer.tags().get(FunctionCode.SOURCE_TAG)),
                orNull(configuration.runtimeAsString()),
                orNull(configuration.handler()),
                configuration.architecturesAsStrings().isEmpty()
                        ? null
                        : configuration.architecturesAsStrings().getFirst(),
                configuration.timeout(),
                configuration.memorySize(),
                storage == null ? null : storage.size(),
                environment(configuration),
                configuration.layers().isEmpty()
                        ? null
                        : configuration.layers().stream().map(Layer::arn).toList(),
                vpcConfig(configuration),
                deadLetters == null ? null : orNull(deadLetters.targetArn()),
                tracing == null ? null : tracing.modeAsString(),
                orNull(configuration.kmsKeyArn()),
                null,
                concurrency == null ? null : concurrency.reservedConcurrentExecutions(),
                tags(answer.tags()));
    }

    private static @Nullable Map<String, String> environment(FunctionConfiguration configuration) {
        var environment = configuration.environment();
        return environment == null || environment.variables().isEmpty() ? null : environment.variables();
    }

    private static @Nullable VpcConfig vpcConfig(FunctionConfiguration configuration) {
        var vpc = configuration.vpcConfig();
        return vpc == null || vpc.subnetIds().isEmpty()
                ? null
                : new VpcConfig(vpc.subnetIds(), null, vpc.securityGroupIds(), null);
    }

    private static @Nullable Map<String, String> tags(Map<String, String> tags) {
        var rest = new HashMap<>(tags);
        rest.remove(FunctionCode.SOURCE_TAG);
        return Tags.parameter(rest);
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static String orNone(@Nullable String text) {
        return text == null ? NONE : text;
    }

    static CreateFunctionRequest.Builder create(CreateFunctionRequest.Builder request, Parameters desired) {
        var code = desired.code();
        var zip = FunctionCode.zipOrNull(code);
        request.description(desired.description())
                .role(desired.roleArn())
                .packageType(code.imageUri() == null ? PackageType.ZIP : PackageType.IMAGE)
                .code(c -> c.s3Bucket(code.s3Bucket())
                        .s3Key(code.s3Key())
                        .s3ObjectVersion(code.s3ObjectVersion())
                        .zipFile(zip)
                        .imageUri(code.imageUri()))
                .runtime(desired.runtime())
                .handler(desired.handler())
                .timeout(desired.timeout())
                .memorySize(desired.memorySize())
                .layers(desired.layers())
                .kmsKeyArn(desired.kmsKeyArn());
        if (desired.architecture() != null) {
            request.architecturesWithStrings(desired.architecture());
        }
        if (desired.ephemeralStorageSize() != null) {
            request.ephemeralStorage(e -> e.size(desired.ephemeralStorageSize()));
        }
        if (desired.environment() != null) {
            request.environment(e -> e.variables(desired.environment()));
        }
        if (desired.deadLetterTargetArn() != null) {
            request.deadLetterConfig(d -> d.targetArn(desired.deadLetterTargetArn()));
        }
        if (desired.tracingMode() != null) {
            request.tracingConfig(t -> t.mode(desired.tracingMode()));
        }
        var vpc = desired.vpcConfig();
        if (vpc != null) {
            request.vpcConfig(v -> v.subnetIds(vpc.subnetIds()).securityGroupIds(vpc.securityGroupIds()));
        }
        return request;
    }

    /** One request for all of the configuration that differs; empty where nothing of it does. */
    static Optional<UpdateFunctionConfigurationRequest> update(Parameters desired, Changed changed) {
        var request = UpdateFunctionConfigurationRequest.builder();
        var untouched = request.build();
        SETTINGS.stream()
                .filter(setting -> changed.touches(setting.parameter()))
                .forEach(setting -> setting.write().accept(request, desired));
        var built = request.build();
        return built.equals(untouched) ? Optional.empty() : Optional.of(built);
    }
}
