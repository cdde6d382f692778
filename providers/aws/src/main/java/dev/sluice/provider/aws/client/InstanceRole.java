package dev.sluice.provider.aws.client;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** The role of the machine that Sluice runs on, by version 2 of its metadata service. */
public final class InstanceRole implements AwsCredentialsProvider, SdkAutoCloseable {
    /** The SDK can be told so only by a profile or for the whole process. No file is read. */
    private static final ProfileFile NO_VERSION_1 = ProfileFile.builder()
            .type(ProfileFile.Type.CONFIGURATION)
            .content(new ByteArrayInputStream(
                    "[default]\nec2_metadata_v1_disabled = true\n".getBytes(StandardCharsets.UTF_8)))
            .build();

    private final String config;
    private final InstanceProfileCredentialsProvider provider = InstanceProfileCredentialsProvider.builder()
            .profileFile(() -> NO_VERSION_1)
            .profileName("default")
            .build();

    /** @param config name of the ProviderConfig, for people */
    public InstanceRole(String config) {
        this.config = config;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return provider.resolveCredentials();
        } catch (SdkException e) {
            throw new CloudException(
                    new CloudError.Denied(
                            "ProviderConfig %s: spec.credentials: this machine has no role to be had (%s); give the instance a role, and let its metadata service answer containers (hop limit 2)"
                                    .formatted(config, AwsErrors.clean(String.valueOf(e.getMessage())))),
                    "imds",
                    "GetCredentials",
                    "NoCredentials",
                    null,
                    e);
        }
    }

    @Override
    public void close() {
        provider.close();
    }

    @Override
    public String toString() {
        return "InstanceRole";
    }
}
