package dev.sluice.provider.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.CloudError;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;

class AwsErrorsTest {

    @ParameterizedTest(name = "{0} with status {1} is {2}: {3}")
    @CsvSource({
        "Throttling,                              400, Throttled, classic query APIs",
        "ThrottlingException,                     400, Throttled, JSON APIs",
        "RequestThrottled,                        403, Throttled, SQS; the status alone would say denied",
        "SlowDown,                                503, Throttled, S3; the status alone would say transient",
        "LimitExceededException,                  400, Throttled, DynamoDB with too many table changes at once",
        "WhateverNew,                             429, Throttled, an unknown code with a known status",
        "NoSuchBucket,                            404, NotFound,  S3",
        "AWS.SimpleQueueService.NonExistentQueue, 400, NotFound,  SQS by the query protocol's code",
        "QueueDoesNotExist,                       400, NotFound,  SQS by the JSON protocol's code",
        "ResourceNotFoundException,               400, NotFound,  DynamoDB",
        "RepositoryNotFoundException,             400, NotFound,  ECR",
        "CacheSubnetGroupNotFoundFault,           400, NotFound,  ElastiCache sends it with status 400",
        "DBInstanceNotFound,                      404, NotFound,  RDS",
        "InstanceQuotaExceeded,                   400, Denied,    RDS; only a larger quota helps",
        "InvalidDBInstanceState,                  400, Conflict,  a database that is at work",
        "HostedZoneNotEmpty,                      400, Conflict,  a zone with records",
        "InsufficientDBInstanceCapacity,          400, Transient, AWS has no machine free",
        "AccessDenied,                            403, Denied,    S3 and SQS",
        "AccessDeniedException,                   400, Denied,    DynamoDB sends it with status 400",
        "InvalidClientTokenId,                    403, Denied,    a wrong access key",
        "UnrecognizedClientException,             400, Denied,    a wrong access key at DynamoDB",
        "ExpiredToken,                            400, Denied,    S3 sends it with status 400",
        "WhateverNew,                             403, Denied,    an unknown code with a known status",
        "BucketAlreadyExists,                     409, Conflict,  somebody else's bucket",
        "AWS.SimpleQueueService.QueueDeletedRecently, 400, Conflict, a queue's name is free after a minute",
        "ResourceInUseException,                  400, Conflict,  a table that is being changed",
        "InvalidVpcID.NotFound,                   400, NotFound,  EC2 has a code for each type of what is missing",
        "NatGatewayNotFound,                      400, NotFound,  EC2",
        "InvalidVpcID.Malformed,                  400, Invalid,   EC2; not an id at all",
        "DependencyViolation,                     400, Conflict,  EC2; something is still inside",
        "WhateverNew,                             409, Conflict,  an unknown code with a known status",
        "InvalidAttributeValue,                   400, Invalid,   the specification is wrong",
        "ValidationException,                     400, Invalid,   the specification is wrong",
        "InternalError,                           500, Transient, a fault in AWS",
        "ServiceUnavailable,                      503, Transient, a fault in AWS",
        "RequestTimeout,                          400, Transient, S3 sends it with status 400",
        "WhateverNew,                             502, Transient, a proxy on the way",
    })
    void a_code_says_what_is_to_be_done(String code, int status, String kind, String reason) {
        var mapped = AwsErrors.map("s3", "Operation", answer(code, status, "the cloud's words"));
        assertThat(mapped.error().getClass().getSimpleName()).as(reason).isEqualTo(kind);
        assertThat(mapped.error().message()).isEqualTo("the cloud's words");
        assertThat(mapped.requestId()).isEqualTo("req-1");
    }

    @Test
    void a_code_is_shown_without_the_name_of_its_service() {
        assertThat(AwsErrors.map("sqs", "GetQueueUrl", answer("AWS.SimpleQueueService.NonExistentQueue", 400, "gone")))
                .hasMessage("sqs GetQueueUrl: gone (NonExistentQueue), request req-1");
    }

    @Test
    void a_wait_that_the_cloud_asks_for_is_kept_within_reason() {
        assertThat(retryAfter("7")).isEqualTo(Duration.ofSeconds(7));
        assertThat(retryAfter("999999")).isEqualTo(Duration.ofMinutes(15));
        assertThat(retryAfter("Fri, 31 Dec 1999 23:59:59 GMT")).isNull();
    }

    @Test
    void an_answer_without_code_or_words_is_told_by_its_status() {
        var mapped = AwsErrors.map("s3", "GetBucketTagging", answer(null, 404, null));
        assertThat(mapped.code()).isEqualTo("Http404");
        assertThat(mapped.error())
                .as("a 404 that is not AWS's own, say of a proxy, must not look like a resource that is gone")
                .isInstanceOf(CloudError.Transient.class);
    }

    @Test
    void a_message_is_one_line_of_bounded_length() {
        var message = AwsErrors.map("s3", "Operation", answer("AccessDenied", 403, "a\n b\r\n" + "x".repeat(5000)))
                .error()
                .message();
        assertThat(message).startsWith("a b x").hasSizeLessThan(1100).doesNotContain("\n", "\r");
    }

    @Test
    void missing_credentials_are_denied_and_the_message_says_where_they_may_come_from() {
        var mapped = AwsErrors.map(
                "sts",
                "GetCallerIdentity",
                SdkClientException.create("Unable to load credentials from any of the providers in the chain ..."));
        assertThat(mapped.error()).isInstanceOf(CloudError.Denied.class);
        assertThat(mapped).hasMessageContaining("AWS_ACCESS_KEY_ID").hasMessageContaining("ProviderConfig");
    }

    private static Duration retryAfter(String header) {
        var mapped = AwsErrors.map(
                "s3",
                "Operation",
                AwsServiceException.builder()
                        .statusCode(503)
                        .awsErrorDetails(AwsErrorDetails.builder()
                                .errorCode("SlowDown")
                                .errorMessage("slower")
                                .sdkHttpResponse(SdkHttpResponse.builder()
                                        .statusCode(503)
                                        .putHeader("Retry-After", header)
                                        .build())
                                .build())
                        .build());
        return ((CloudError.Throttled) mapped.error()).retryAfter();
    }

    private static AwsServiceException answer(String code, int status, String message) {
        return AwsServiceException.builder()
                .statusCode(status)
                .requestId("req-1")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
