package dev.sluice.provider.aws.client;

import dev.sluice.provider.CallListener;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials of roles, by STS in one region. The SDK keeps a session and renews it some minutes before its end, by
 * whoever asks first; a failure to do so names the role's place in the ProviderConfig.
 */
public final class Roles {
    private final Transport transport;
    private final CallListener listener;
    private final String region;
    private final Endpoints endpoints;

    public Roles(Transport transport, CallListener listener, String region, Endpoints endpoints) {
        this.transport = transport;
        this.listener = listener;
        this.region = region;
        this.endpoints = endpoints;
    }

    /**
     * Assumes a role with other credentials, which are closed with those that are returned.
     *
     * @param place of the role in the ProviderConfig, for people
     */
    public AwsCredentialsProvider assume(String place, AwsCredentialsProvider with, AssumeRoleRequest request) {
        var sts = sts(
                place,
                "let the role's trust policy trust the identity before it, with its external id and session tags if any, and allow that identity sts:AssumeRole",
                with);
        var role = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request)
                .build();
        return new Closing(role, () -> {
            role.close();
            sts.close();
            close(with);
        });
    }

    /**
     * Assumes a role with a token.
     *
     * @param request asked for each time, because tokens end
     */
    public AwsCredentialsProvider byWebIdentity(String place, Supplier<AssumeRoleWithWebIdentityRequest> request) {
        var sts = sts(
                place,
                "let the role's trust policy name the token's issuer, audience and subject",
                AnonymousCredentialsProvider.create());
        var role = StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(request)
                .build();
        return new Closing(role, () -> {
            role.close();
            sts.close();
        });
    }

    private StsClient sts(String place, String advice, AwsCredentialsProvider credentials) {
        var builder = transport
                .configure(StsClient.builder())
                .credentialsProvider(credentials)
                .region(Region.of(region));
        endpoints.of("sts").ifPresent(builder::endpointOverride);
        return new RoleSts(new Api<>("sts", builder.build(), listener), place, advice);
    }

    private static void close(AwsCredentialsProvider credentials) {
        if (credentials instanceof SdkAutoCloseable closeable) {
            closeable.close();
        }
    }

    /** Credentials, and what ends with them. */
    private record Closing(AwsCredentialsProvider credentials, SdkAutoCloseable parts)
            implements AwsCredentialsProvider, SdkAutoCloseable {

        @Override
        public AwsCredentials resolveCredentials() {
            return credentials.resolveCredentials();
        }

        @Override
        public void close() {
            parts.close();
        }

        @Override
        public String toString() {
            return "Role";
        }
    }
}
