package dev.sluice.e2e.cloud;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Clients of AWS for looking at the emulator, or changing something behind Sluice's back. They do not retry. */
public final class AwsClients {
    /** Where the emulated cloud is. */
    public static final String REGION = "eu-west-1";

    private AwsClients() {}

    public static SqsClient sqs(URI endpoint) {
        return configured(SqsClient.builder(), endpoint);
    }

    public static S3Client s3(URI endpoint) {
        return configured(S3Client.builder().forcePathStyle(true), endpoint);
    }

    public static DynamoDbClient dynamoDb(URI endpoint) {
        return configured(DynamoDbClient.builder(), endpoint);
    }

    public static Ec2Client ec2(URI endpoint) {
        return configured(Ec2Client.builder(), endpoint);
    }

    public static StsClient sts(URI endpoint) {
        return configured(StsClient.builder(), endpoint);
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C configured(
            B builder, URI endpoint) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(REGION))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}
