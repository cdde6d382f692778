package dev.sluice.e2e.demo;

import dev.sluice.e2e.cloud.AwsClients;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The cloud as somebody with a console of it sees and changes it, behind Sluice's back. */
final class CloudView implements AutoCloseable {
    private final S3Client s3;
    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;

    CloudView(URI endpoint) {
        this.s3 = AwsClients.s3(endpoint);
        this.sqs = AwsClients.sqs(endpoint);
        this.dynamoDb = AwsClients.dynamoDb(endpoint);
    }

    List<String> buckets() {
        return s3.listBuckets().buckets().stream().map(b -> b.name()).toList();
    }

    String versioning(String bucket) {
        return s3.getBucketVersioning(r -> r.bucket(bucket)).statusAsString();
    }

    String encryption(String bucket) {
        return s3.getBucketEncryption(r -> r.bucket(bucket))
                .serverSideEncryptionConfiguration()
                .rules()
                .getFirst()
                .applyServerSideEncryptionByDefault()
                .sseAlgorithmAsString();
    }

    Map<String, String> bucketTags(String bucket) {
        return s3.getBucketTagging(r -> r.bucket(bucket)).tagSet().stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    /** Whether all four parts of the public access block are on. */
    boolean isPrivate(String bucket) {
        var block = s3.getPublicAccessBlock(r -> r.bucket(bucket)).publicAccessBlockConfiguration();
        return block.blockPublicAcls()
                && block.blockPublicPolicy()
                && block.ignorePublicAcls()
                && block.restrictPublicBuckets();
    }

    void open(String bucket) {
        s3.putPublicAccessBlock(r -> r.bucket(bucket)
                .publicAccessBlockConfiguration(PublicAccessBlockConfiguration.builder()
                        .blockPublicAcls(false)
                        .blockPublicPolicy(false)
                        .ignorePublicAcls(false)
                        .restrictPublicBuckets(false)
                        .build()));
    }

    /** Names of the queues that begin so. */
    List<String> queues(String prefix) {
        return sqs.listQueues(r -> r.queueNamePrefix(prefix)).queueUrls().stream()
                .map(url -> url.substring(url.lastIndexOf('/') + 1))
                .toList();
    }

    Map<String, String> queue(String name) {
        return sqs.getQueueAttributes(r -> r.queueUrl(url(name)).attributeNames(QueueAttributeName.ALL))
                .attributesAsStrings();
    }

    Map<String, String> queueTags(String name) {
        return sqs.listQueueTags(r -> r.queueUrl(url(name))).tags();
    }

    private String url(String queue) {
        return sqs.getQueueUrl(r -> r.queueName(queue)).queueUrl();
    }

    List<String> tables() {
        return dynamoDb.listTables().tableNames();
    }

    TableDescription table(String name) {
        return dynamoDb.describeTable(r -> r.tableName(name)).table();
    }

    String timeToLive(String table) {
        var ttl = dynamoDb.describeTimeToLive(r -> r.tableName(table)).timeToLiveDescription();
        return ttl.timeToLiveStatusAsString() + " " + ttl.attributeName();
    }

    String pointInTimeRecovery(String table) {
        return dynamoDb.describeContinuousBackups(r -> r.tableName(table))
                .continuousBackupsDescription()
                .pointInTimeRecoveryDescription()
                .pointInTimeRecoveryStatusAsString();
    }

    void setCapacity(String table, long units) {
        dynamoDb.updateTable(r -> r.tableName(table)
                .provisionedThroughput(t -> t.readCapacityUnits(units).writeCapacityUnits(units)));
    }

    @Override
    public void close() {
        s3.close();
        sqs.close();
        dynamoDb.close();
    }
}
