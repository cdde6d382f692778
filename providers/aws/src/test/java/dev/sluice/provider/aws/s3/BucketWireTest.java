package dev.sluice.provider.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.s3.Bucket.Outputs;
import dev.sluice.provider.aws.s3.Bucket.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

/** What moto does not remember: S3 is told it, and what S3 then says is understood as what was wished for. */
class BucketWireTest {
    private static final String BUCKET = "invoices";
    private static final Parameters MINIMAL = Wish.of(Parameters.class, "{region: eu-west-1, versioning: Enabled}");
    private static final String ALL_OFF = """
            <ReplicationConfiguration><Role>arn:aws:iam::123456789012:role/r</Role><Rule><ID>all</ID><Priority>1</Priority>\
            <Status>Enabled</Status><Filter><Prefix></Prefix></Filter>\
            <DeleteMarkerReplication><Status>Disabled</Status></DeleteMarkerReplication>\
            <Destination><Bucket>arn:aws:s3:::other</Bucket></Destination></Rule></ReplicationConfiguration>""";

    private final Wire wire = new Wire();
    private final Api<S3Client> s3 = wire.session().s3("eu-west-1");

    @AfterEach
    void close() {
        wire.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter: {objectSizeGreaterThan: 100}",
                "filter: {objectSizeLessThan: 9000}",
                "filter: {objectSizeGreaterThan: 100, objectSizeLessThan: 9000, prefix: a/, tags: {x: y}}",
                "filter: {tags: {x: y}}",
                "filter: {tags: {x: y, z: w}}",
                "noncurrentVersionExpiration: {noncurrentDays: 3, newerNoncurrentVersions: 5}",
                "expiration: {date: '2031-12-31'}",
            })
    void a_lifecycle_rule_is_understood_as_it_was_told(String patch) {
        var wanted = Wish.changed(
                MINIMAL,
                "lifecycleRules: [{id: one, status: Enabled, abortIncompleteMultipartUploadDays: 3, %s}]"
                        .formatted(patch));
        wire.answers(200, "");
        Lifecycle.write(s3, BUCKET, wanted.lifecycleRules());
        wire.answers(200, told());
        assertThat(Lifecycle.read(s3, BUCKET)).isEqualTo(wanted.lifecycleRules());
    }

    @Test
    void a_rule_of_former_times_has_its_prefix_outside_of_a_filter() {
        wire.answers(200, """
                <LifecycleConfiguration><Rule><ID>old</ID><Prefix>logs/</Prefix><Status>Enabled</Status>\
                <Expiration><Days>3</Days><ExpiredObjectDeleteMarker>false</ExpiredObjectDeleteMarker></Expiration>\
                </Rule></LifecycleConfiguration>""");
        var wanted = Wish.changed(
                MINIMAL,
                "lifecycleRules: [{id: old, status: Enabled, filter: {prefix: logs/}, expiration: {days: 3}}]");
        assertThat(Lifecycle.read(s3, BUCKET)).isEqualTo(wanted.lifecycleRules());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "partitionDateSource: EventTime",
                "partitionDateSource: DeliveryTime, targetPrefix: logs/",
                "targetPrefix: logs/",
            })
    void logging_is_understood_as_it_was_told(String more) {
        var wanted = Wish.changed(MINIMAL, "logging: {targetBucket: logs, %s}".formatted(more));
        wire.answers(200, "");
        Logging.write(s3, BUCKET, wanted.logging());
        wire.answers(200, told());
        assertThat(Logging.read(s3, BUCKET)).isEqualTo(wanted.logging());
    }

    @Test
    void event_bridge_is_told_with_the_queues_or_alone() {
        var wanted = Wish.changed(MINIMAL, "notifications: {eventBridge: true}");
        wire.answers(200, "");
        NotificationSettings.write(s3, BUCKET, wanted.notifications());
        wire.answers(200, told());
        assertThat(NotificationSettings.read(s3, BUCKET, wanted.notifications()))
                .isEqualTo(wanted.notifications());
    }

    @Test
    void event_bridge_that_is_not_told_is_the_same_wish_said_or_unsaid() {
        var off = Wish.changed(MINIMAL, "notifications: {eventBridge: false}");
        wire.answers(200, "<NotificationConfiguration/>").answers(200, "<NotificationConfiguration/>");
        assertThat(NotificationSettings.read(s3, BUCKET, off.notifications())).isEqualTo(off.notifications());
        assertThat(NotificationSettings.read(s3, BUCKET, null)).isNull();
    }

    @Test
    void a_destination_that_does_not_let_s3_in_yet_is_tried_again() {
        wire.answers(
                400,
                "<Error><Code>InvalidArgument</Code><Message>Unable to validate the following destination configurations</Message></Error>");
        var wanted = Wish.changed(
                MINIMAL,
                "notifications: {topics: [{topicArn: 'arn:aws:sns:eu-west-1:123456789012:told', events: ['s3:ObjectCreated:*']}]}");
        assertThatThrownBy(() -> NotificationSettings.write(s3, BUCKET, wanted.notifications()))
                .isInstanceOfSatisfying(CloudException.class, e -> {
                    assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
                    assertThat(e).hasMessageContaining("has to allow s3.amazonaws.com");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deleteMarkerReplication: true",
                "deleteMarkerReplication: false",
                "filter: {prefix: a/}",
                "filter: {tags: {x: y}}",
                "filter: {prefix: a/, tags: {x: y}}",
                "filter: {tags: {x: y, z: w}}",
                "destination: {bucketArn: 'arn:aws:s3:::o', ownerAccount: '210987654321', storageClass: GLACIER_IR}",
                "destination: {bucketArn: 'arn:aws:s3:::o', replicationTimeControl: true}",
                "destination: {bucketArn: 'arn:aws:s3:::o', replicationTimeControl: false}",
                "destination: {bucketArn: 'arn:aws:s3:::o', replicaKmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/k'}",
            })
    void replication_is_understood_as_it_was_told(String patch) {
        var destination = patch.startsWith("destination") ? "" : ", destination: {bucketArn: 'arn:aws:s3:::o'}";
        var wanted = Wish.changed(MINIMAL, """
                replication:
                  roleArn: arn:aws:iam::123456789012:role/r
                  rules: [{id: all, status: Enabled, priority: 1, %s%s}]""".formatted(patch, destination));
        assertThat(wanted.replication()).isNotNull();
        wire.answers(200, "");
        ReplicationSettings.write(s3, BUCKET, wanted.replication());
        wire.answers(200, told());
        assertThat(ReplicationSettings.read(s3, BUCKET, wanted.replication())).isEqualTo(wanted.replication());
    }

    @Test
    void objects_that_are_encrypted_with_kms_are_copied_when_there_is_a_key_for_the_copies() {
        wire.answers(200, "");
        var wanted = Wish.changed(MINIMAL, """
                replication:
                  roleArn: arn:aws:iam::123456789012:role/r
                  rules: [{id: all, status: Enabled, priority: 1, destination: {bucketArn: 'arn:aws:s3:::o', replicaKmsKeyId: k}}]""");
        assertThat(wanted.replication()).isNotNull();
        ReplicationSettings.write(s3, BUCKET, wanted.replication());
        assertThat(told()).contains("<SseKmsEncryptedObjects><Status>Enabled</Status></SseKmsEncryptedObjects>");
    }

    @Test
    void who_pays_is_told_and_the_default_is_no_difference_to_what_was_never_said() {
        wire.answers(200, "");
        update(Wish.changed(MINIMAL, "requestPayer: Requester"), MINIMAL);
        assertThat(wire.requests()).singleElement().asString().contains("requestPayment", "<Payer>Requester</Payer>");
        var byDefault = "<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>";
        wire.answers(200, byDefault).answers(200, byDefault).answers(200, told());
        assertThat(Settings.payer(s3, BUCKET, "Requester")).isNull();
        assertThat(Settings.payer(s3, BUCKET, "BucketOwner")).isEqualTo("BucketOwner");
        assertThat(Settings.payer(s3, BUCKET, "BucketOwner")).isEqualTo("Requester");
    }

    @Test
    void replication_ends_before_versioning_is_suspended_and_begins_after_it_is_enabled() {
        wire.answers(200, ALL_OFF);
        var replicating = Wish.changed(MINIMAL, """
                replication:
                  roleArn: arn:aws:iam::123456789012:role/r
                  rules: [{id: all, status: Enabled, priority: 1, destination: {bucketArn: 'arn:aws:s3:::other'}}]""");
        assertThat(ReplicationSettings.read(s3, BUCKET, null)).isEqualTo(replicating.replication());
        var plain = Wish.changed(MINIMAL, "versioning: Suspended");

        wire.answers(204, "").answers(200, "").answers(200, "").answers(200, "");
        update(plain, replicating);
        update(replicating, plain);
        assertThat(wire.requests().subList(1, 5))
                .extracting(request -> request.replaceFirst("(\\S+ \\S+) .*", "$1"))
                .containsExactly(
                        "DELETE /invoices?replication",
                        "PUT /invoices?versioning",
                        "PUT /invoices?versioning",
                        "PUT /invoices?replication");
    }

    private void update(Parameters wanted, Parameters observed) {
        new BucketAdapter()
                .update(
                        target(wanted),
                        Observed.available(observed, new Outputs(BUCKET, "arn", "domain"), "owner"),
                        RecordDiff.of(wanted, observed));
    }

    private Target<Parameters, AwsSession> target(Parameters wanted) {
        return new Target<>(wire.session(), "eu-west-1", BUCKET, wanted, "owner");
    }

    /** The body of the last request: S3 answers a question in the shape in which it was told. */
    private String told() {
        return wire.requests().getLast().split(" ", 3)[2];
    }
}
