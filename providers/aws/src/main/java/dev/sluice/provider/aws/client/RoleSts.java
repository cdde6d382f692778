package dev.sluice.provider.aws.client;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import java.util.function.Function;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityResponse;

/**
 * STS as the SDK's credentials providers call it, for one role: through {@link Api} as every call, and with the role's
 * place in what fails.
 */
final class RoleSts implements StsClient {
    private final Api<StsClient> api;
    private final String place;
    private final String advice;

    RoleSts(Api<StsClient> api, String place, String advice) {
        this.api = api;
        this.place = place;
        this.advice = advice;
    }

    @Override
    public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
        return placed("AssumeRole", sts -> sts.assumeRole(request));
    }

    @Override
    public AssumeRoleWithWebIdentityResponse assumeRoleWithWebIdentity(AssumeRoleWithWebIdentityRequest request) {
        return placed("AssumeRoleWithWebIdentity", sts -> sts.assumeRoleWithWebIdentity(request));
    }

    private <R> R placed(String operation, Function<StsClient, R> call) {
        try {
            return api.call(operation, call);
        } catch (CloudException failure) {
            if (failure.getCause() instanceof CloudException) {
                // Of a role before this one, which has said where.
                throw failure;
            }
            throw Api.reworded(withoutCause(failure), placed(failure.error()));
        }
    }

    /** The SDK's own exception may repeat what STS, or something in its place, sends back: the token. */
    private static CloudException withoutCause(CloudException failure) {
        return new CloudException(
                failure.error(), failure.service(), failure.operation(), failure.code(), failure.requestId(), null);
    }

    private CloudError placed(CloudError error) {
        var message = place + ": " + error.message();
        return switch (error) {
            case CloudError.Throttled e -> new CloudError.Throttled(message, e.retryAfter());
            case CloudError.NotFound e -> new CloudError.Denied(message + "; " + advice);
            case CloudError.Conflict e -> new CloudError.Conflict(message);
            case CloudError.Denied e -> new CloudError.Denied(message + "; " + advice);
            case CloudError.Invalid e -> new CloudError.Denied(message + "; correct it there");
            case CloudError.Transient e -> new CloudError.Transient(message);
        };
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        api.close();
    }
}
