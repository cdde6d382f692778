package dev.sluice.provider.aws.client;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What an error of AWS asks for, by its code. Codes rather than exception classes: the classes differ between services,
 * SDK releases and emulators, and many errors have none.
 */
final class AwsErrors {
    private static final int MAX_MESSAGE = 1024;

    /** How every JSON web token looks. */
    private static final Pattern TOKEN =
            Pattern.compile("eyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]++(\\.[A-Za-z0-9_-]*+)?");

    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(15);

    private static final Set<String> THROTTLED = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequests",
            "TooManyRequestsException",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "SlowDown",
            "PriorRequestNotComplete",
            "EC2ThrottledException",
            // DynamoDB: too many tables are being created, changed or deleted at once.
            "LimitExceededException");

    private static final Set<String> NOT_FOUND = Set.of(
            "NotFound",
            "NoSuchBucket",
            "NoSuchBucketPolicy",
            "NoSuchTagSet",
            "NoSuchPublicAccessBlockConfiguration",
            "NotFoundException",
            "ParameterNotFound",
            "ServerSideEncryptionConfigurationNotFoundError",
            "NatGatewayNotFound",
            "NonExistentQueue",
            "QueueDoesNotExist",
            "ResourceNotFoundException",
            "TableNotFoundException",
            "RepositoryNotFoundException",
            "RepositoryPolicyNotFoundException",
            "LifecyclePolicyNotFoundException",
            "NoSuchHostedZone",
            "DBInstanceNotFound",
            "DBInstanceNotFoundFault",
            "DBParameterGroupNotFound",
            "DBSubnetGroupNotFoundFault",
            "CacheSubnetGroupNotFoundFault",
            "ReplicationGroupNotFoundFault");

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "AllAccessDisabled",
            "AccountProblem",
            "AuthFailure",
            "AuthorizationError",
            "ExpiredToken",
            "ExpiredTokenException",
            "IDPRejectedClaim",
            "IncompleteSignature",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidIdentityToken",
            "InvalidSecurity",
            "InvalidToken",
            "MissingAuthenticationToken",
            "NotSignedUp",
            "OptInRequired",
            "SignatureDoesNotMatch",
            // The account has used up its quota: nothing but a larger one, or fewer resources, helps.
            "DBParameterGroupQuotaExceeded",
            "DBSubnetGroupQuotaExceeded",
            "InstanceQuotaExceeded",
            "NodeQuotaForCustomerExceeded",
            "CacheSubnetGroupQuotaExceeded",
            "ResourceLimitExceededException",
            "StorageQuotaExceeded",
            "TooManyBuckets",
            "TooManyHostedZones",
            "UnauthorizedAccess",
            "UnauthorizedOperation",
            "UnrecognizedClientException");

    private static final Set<String> CONFLICT = Set.of(
            "BucketAlreadyExists",
            "BucketAlreadyOwnedByYou",
            "BucketNotEmpty",
            "AlreadyExistsException",
            "ConcurrentAccess",
            "KMSInvalidStateException",
            "OperationAbortedException",
            "ParameterAlreadyExists",
            "ResourceAlreadyExistsException",
            "ResourceExistsException",
            "StaleTag",
            "ConflictException",
            "ConditionalRequestConflict",
            "OperationAborted",
            "QueueAlreadyExists",
            "QueueNameExists",
            "QueueDeletedRecently",
            "ResourceInUseException",
            "TableInUseException",
            "RepositoryAlreadyExistsException",
            "RepositoryNotEmptyException",
            "ConflictingDomainExists",
            "HostedZoneAlreadyExists",
            "HostedZoneNotEmpty",
            "DBInstanceAlreadyExists",
            "DBParameterGroupAlreadyExists",
            "DBSnapshotAlreadyExists",
            "DBSubnetGroupAlreadyExists",
            "InvalidDBInstanceState",
            "InvalidDBParameterGroupState",
            "InvalidDBSubnetGroupStateFault",
            "CacheSubnetGroupAlreadyExists",
            "CacheSubnetGroupInUse",
            "InvalidReplicationGroupState",
            "InvalidCacheClusterState",
            "ReplicationGroupAlreadyExists",
            // EC2: something else uses it or is being done to it; another try may find that over.
            "DependencyViolation",
            "IdempotentInstanceTerminated",
            "IdempotentParameterMismatch",
            "IncorrectInstanceState",
            "IncorrectState",
            "InvalidGroup.Duplicate",
            "InvalidGroup.InUse",
            "InvalidIPAddress.InUse",
            "InvalidPermission.Duplicate",
            "InvalidState",
            "InvalidSubnet.Conflict",
            "Resource.AlreadyAssociated",
            "RouteAlreadyExists");

    private static final Set<String> TRANSIENT = Set.of(
            "IDPCommunicationError",
            "InternalError",
            "InternalFailure",
            "InternalServerError",
            "InternalServerErrorException",
            "InsufficientCacheClusterCapacity",
            "InsufficientDBInstanceCapacity",
            "ContinuousBackupsUnavailableException",
            "RequestTimeout",
            "RequestTimeoutException",
            "RequestTimeTooSkewed",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "Unavailable");

    /** SQS qualifies its codes with its name: AWS.SimpleQueueService.NonExistentQueue. */
    private static final String QUALIFIED = "AWS.";

    /** EC2 has a code for each type: InvalidVpcID.NotFound. */
    private static final String EC2_NOT_FOUND = ".NotFound";

    private AwsErrors() {}

    static CloudException map(String service, String operation, SdkException failure) {
        if (failure instanceof AwsServiceException answered) {
            var code = code(answered);
            return new CloudException(error(code, answered), service, operation, code, answered.requestId(), failure);
        }
        return unanswered(service, operation, failure);
    }

    private static String code(AwsServiceException answered) {
        var details = answered.awsErrorDetails();
        var code = details == null ? null : details.errorCode();
        if (code == null || code.isBlank()) {
            return "Http" + answered.statusCode();
        }
        return code.startsWith(QUALIFIED) ? code.substring(code.lastIndexOf('.') + 1) : code;
    }

    private static CloudError error(String code, AwsServiceException answered) {
        int status = answered.statusCode();
        var message = message(answered);
        if (THROTTLED.contains(code)) {
            return new CloudError.Throttled(message, retryAfter(answered));
        } else if (NOT_FOUND.contains(code) || code.endsWith(EC2_NOT_FOUND)) {
            return new CloudError.NotFound(message);
        } else if (DENIED.contains(code)) {
            return new CloudError.Denied(message);
        } else if (CONFLICT.contains(code)) {
            return new CloudError.Conflict(message);
        } else if (TRANSIENT.contains(code)) {
            return new CloudError.Transient(message);
        }
        return switch (status) {
            case 429 -> new CloudError.Throttled(message, retryAfter(answered));
            case 401, 403 -> new CloudError.Denied(message);
            case 404 -> code.startsWith("Http") ? new CloudError.Transient(message) : new CloudError.NotFound(message);
            case 409 -> new CloudError.Conflict(message);
            default ->
                status >= 400 && status < 500
                        ? new CloudError.Invalid(message, null)
                        : new CloudError.Transient(message);
        };
    }

    private static String message(AwsServiceException answered) {
        var details = answered.awsErrorDetails();
        var message = details == null ? null : details.errorMessage();
        return message == null || message.isBlank()
                ? "AWS answered with status " + answered.statusCode() + " and no message"
                : clean(message);
    }

    private static CloudException unanswered(String service, String operation, SdkException failure) {
        var text = clean(String.valueOf(failure.getMessage()));
        return switch (failure) {
            case ApiCallTimeoutException e ->
                new CloudException(
                        new CloudError.Transient("no answer in time"), service, operation, "Timeout", null, e);
            case ApiCallAttemptTimeoutException e ->
                new CloudException(
                        new CloudError.Transient("no answer in time"), service, operation, "Timeout", null, e);
            case AbortedException e -> {
                // The SDK clears the flag; whoever interrupted this thread still wants it to stop.
                Thread.currentThread().interrupt();
                yield new CloudException(
                        new CloudError.Transient("interrupted"), service, operation, "Interrupted", null, e);
            }
            default ->
                text.contains("Unable to load credentials")
                        ? new CloudException(
                                new CloudError.Denied(
                                        "no credentials found in the environment: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a web identity or a role, or name a Secret in the ProviderConfig"),
                                service,
                                operation,
                                "NoCredentials",
                                null,
                                failure)
                        : new CloudException(
                                new CloudError.Transient(text), service, operation, "Unreachable", null, failure);
        };
    }

    private static @Nullable Duration retryAfter(AwsServiceException answered) {
        var details = answered.awsErrorDetails();
        var response = details == null ? null : details.sdkHttpResponse();
        if (response == null) {
            return null;
        }
        return response.firstMatchingHeader("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(wait -> wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait)
                .orElse(null);
    }

    /** One line, bounded, and without a token that somebody sends back: it ends in conditions and Events. */
    static String clean(String message) {
        var line = TOKEN.matcher(message.replaceAll("\\s+", " ").strip()).replaceAll("(token)");
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
    }
}
