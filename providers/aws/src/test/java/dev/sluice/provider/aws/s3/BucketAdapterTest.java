package dev.sluice.provider.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.s3.Bucket.Outputs;
import dev.sluice.provider.aws.s3.Bucket.Parameters;
import dev.sluice.provider.aws.s3.Bucket.PublicAccessBlock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;

public class BucketAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final String LOGS = "conformance-logs";

    private static final Parameters COMPLETE = Wish.of(Parameters.class, """
            region: eu-west-1
            versioning: Enabled
            encryption: {algorithm: 'aws:kms', kmsKeyId: alias/data, bucketKeyEnabled: true}
            publicAccessBlock:
              {blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true}
            objectOwnership: BucketOwnerEnforced
            policy:
              Version: "2012-10-17"
              Statement:
                - Sid: tls
                  Effect: Deny
                  Principal: "*"
                  Action: s3:*
                  Resource: "*"
                  Condition: {Bool: {aws:SecureTransport: "false"}}
            lifecycleRules:
              - id: old
                status: Enabled
                filter: {prefix: invoices/, tags: {keep: short, kind: copy}}
                transitions:
                  - {days: 30, storageClass: STANDARD_IA}
                  - {days: 90, storageClass: GLACIER}
                expiration: {days: 3650}
                noncurrentVersionTransitions:
                  - {noncurrentDays: 30, newerNoncurrentVersions: 3, storageClass: STANDARD_IA}
                noncurrentVersionExpiration: {noncurrentDays: 90}
              - id: uploads
                status: Enabled
                abortIncompleteMultipartUploadDays: 7
            corsRules:
              - id: shop
                allowedMethods: [GET, PUT]
                allowedOrigins: ['https://shop.example.com', 'https://www.example.com']
                allowedHeaders: ['x-amz-*']
                exposeHeaders: [ETag]
                maxAgeSeconds: 3000
              - allowedMethods: [GET]
                allowedOrigins: ['*']
            logging: {targetBucket: conformance-logs, targetPrefix: invoices/}
            notifications:
              queues:
                - id: to-orders
                  queueArn: arn:aws:sqs:eu-west-1:123456789012:orders
                  events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:Delete']
                  filterPrefix: in/
                  filterSuffix: .json
              topics:
                - {topicArn: 'arn:aws:sns:eu-west-1:123456789012:told', events: ['s3:ObjectRemoved:*']}
              functions:
                - functionArn: arn:aws:lambda:eu-west-1:123456789012:function:resize
                  events: ['s3:ObjectCreated:Put']
                  filterSuffix: .png
            replication:
              roleArn: arn:aws:iam::123456789012:role/replication
              rules:
                - id: all
                  status: Enabled
                  priority: 1
                  destination: {bucketArn: 'arn:aws:s3:::other', storageClass: STANDARD_IA}
            website:
              indexDocument: index.html
              errorDocument: error.html
              routingRules:
                - {keyPrefixEquals: docs/, replaceKeyPrefixWith: documents/, protocol: https}
                - {httpErrorCodeReturnedEquals: "404", hostName: old.example.com, httpRedirectCode: "302"}
            transferAcceleration: Enabled
            tags: {team: payments}
            """);

    private final BucketAdapter adapter = new BucketAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    /** S3 lets logs be kept only where its logging service may write. */
    @Override
    protected void prerequisites() {
        var policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"},
                "Action":["s3:PutObject"],"Resource":"arn:aws:s3:::conformance-logs/*"}]}""";
        session.s3(REGION)
                .call(
                        "CreateBucket",
                        s3 -> s3.createBucket(r -> r.bucket(LOGS)
                                .createBucketConfiguration(
                                        c -> c.locationConstraint(BucketLocationConstraint.EU_WEST_1))));
        session.s3(REGION)
                .call(
                        "PutBucketPolicy",
                        s3 -> s3.putBucketPolicy(r -> r.bucket(LOGS).policy(policy)));
    }

    @Override
    protected Parameters complete() {
        return COMPLETE;
    }

    @Override
    protected Parameters minimal() {
        return Wish.of(Parameters.class, "region: eu-west-1");
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, String>();
        mutations.put("versioning suspended and nothing replicated", "{versioning: Suspended, replication: null}");
        mutations.put(
                "encryption without KMS", "encryption: {algorithm: AES256, kmsKeyId: null, bucketKeyEnabled: null}");
        mutations.put("a guard opened", "publicAccessBlock: {blockPublicPolicy: false}");
        mutations.put("ACLs allowed", "objectOwnership: BucketOwnerPreferred");
        mutations.put("policy removed", "policy: null");
        mutations.put(
                "policy changed",
                "policy: {Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*'}]}");
        mutations.put("a lifecycle rule disabled and another removed", """
                lifecycleRules:
                  - {id: old, status: Disabled, filter: {prefix: invoices/}, expiration: {date: "2030-01-01"}}""");
        mutations.put("a lifecycle rule by one tag, for what is deleted", """
                lifecycleRules:
                  - {id: gone, status: Enabled, filter: {tags: {keep: short}}, expiration: {expiredObjectDeleteMarker: true}}""");
        mutations.put("objects move on a day", """
                lifecycleRules:
                  - {id: gone, status: Enabled, transitions: [{date: "2030-06-30", storageClass: DEEP_ARCHIVE}]}""");
        mutations.put("no lifecycle", "lifecycleRules: null");
        mutations.put("one CORS rule", "corsRules: [{allowedMethods: [HEAD], allowedOrigins: ['*']}]");
        mutations.put("no CORS", "corsRules: null");
        mutations.put("logs with another prefix", "logging: {targetPrefix: other/}");
        mutations.put("logs without a prefix", "logging: {targetPrefix: null}");
        mutations.put("no logs", "logging: null");
        mutations.put("other events", """
                notifications: {queues: [{queueArn: 'arn:aws:sqs:eu-west-1:123456789012:orders', events: ['s3:ObjectRestore:*']}]}""");
        mutations.put("a function less", "notifications: {functions: null}");
        mutations.put("no notifications", "notifications: null");
        mutations.put("replication disabled", """
                replication: {rules: [{id: all, status: Disabled, priority: 2, destination: {bucketArn: 'arn:aws:s3:::third'}}]}""");
        mutations.put("another role replicates", "replication: {roleArn: 'arn:aws:iam::123456789012:role/other'}");
        mutations.put("no replication", "replication: null");
        mutations.put("the site redirects", """
                website: {indexDocument: null, errorDocument: null, routingRules: null, redirectAllRequestsTo: {hostName: www.example.com, protocol: https}}""");
        mutations.put("no site", "website: null");
        mutations.put("acceleration suspended", "transferAcceleration: Suspended");
        mutations.put("tags changed", "tags: {team: orders, stage: test}");
        mutations.put("tags removed", "tags: null");
        var parameters = new LinkedHashMap<String, Parameters>();
        mutations.forEach((name, patch) -> parameters.put(name, Wish.changed(COMPLETE, patch)));
        return parameters;
    }

    @Test
    void what_nobody_wished_for_is_a_difference_in_every_setting() {
        createAs(complete());
        assertThat(RecordDiff.of(minimal(), read(minimal()).parameters()))
                .extracting(field -> field.path())
                .containsExactlyInAnyOrder(
                        "policy",
                        "lifecycleRules",
                        "corsRules",
                        "logging",
                        "notifications",
                        "replication",
                        "website",
                        "tags");
    }

    @Test
    void rules_in_another_order_are_no_difference_but_for_those_of_which_the_first_counts() {
        createAs(complete());
        var reversed = Wish.reversed(COMPLETE);
        assertThat(RecordDiff.of(reversed, read(reversed).parameters()))
                .extracting(field -> field.path())
                .containsExactly("corsRules", "website.routingRules");
    }

    /** What is written and read all the same is in {@link BucketWireTest}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lifecycleRules: [{id: x, status: Enabled, filter: {objectSizeGreaterThan: 1, objectSizeLessThan: 9}, expiration: {days: 1}}]",
                "lifecycleRules: [{id: x, status: Enabled, noncurrentVersionExpiration: {noncurrentDays: 1, newerNoncurrentVersions: 2}}]",
                "logging: {partitionDateSource: EventTime}",
                "notifications: {eventBridge: true}",
                "replication: {rules: [{id: x, status: Enabled, priority: 1, deleteMarkerReplication: true, filter: {prefix: x}, destination: {bucketArn: 'arn:aws:s3:::b'}}]}",
            })
    void moto_does_not_remember_everything(String patch) {
        createAs(complete());
        var wanted = Wish.changed(COMPLETE, patch);
        var observed = read(wanted);
        adapter.update(target(wanted), observed, RecordDiff.of(wanted, observed.parameters()));
        assertThat(RecordDiff.of(wanted, read(wanted).parameters())).isNotEmpty();
    }

    @Test
    void moto_does_not_know_who_pays() {
        createAs(minimal());
        var wanted = Wish.changed(minimal(), "requestPayer: Requester");
        assertThatThrownBy(() -> adapter.update(
                        target(wanted),
                        read(minimal()),
                        RecordDiff.of(wanted, read(minimal()).parameters())))
                .isInstanceOf(CloudException.class);
    }

    @Test
    void a_guard_that_is_not_mentioned_keeps_its_value() {
        createAs(complete());
        var one = Wish.changed(
                COMPLETE,
                "publicAccessBlock: {blockPublicAcls: null, ignorePublicAcls: null, restrictPublicBuckets: null, blockPublicPolicy: false}");
        converge(one);
        assertThat(read(one).parameters().publicAccessBlock())
                .isEqualTo(new PublicAccessBlock(true, true, false, true));
    }

    @Test
    void a_guard_that_is_not_mentioned_at_creation_is_not_opened_by_the_others() {
        name = newName();
        adapter.create(target(Wish.changed(minimal(), "publicAccessBlock: {blockPublicPolicy: false}")));
        assertThat(read(minimal()).parameters().publicAccessBlock())
                .isEqualTo(new PublicAccessBlock(true, true, false, true));
    }

    @Test
    void a_bucket_is_created_with_object_lock_and_its_retention_can_change() {
        var locked = Wish.of(
                Parameters.class,
                "{region: eu-west-1, versioning: Enabled, objectLock: {enabled: true, defaultRetention: {mode: GOVERNANCE, days: 30}}}");
        createAs(locked);
        converge(Wish.changed(locked, "objectLock: {defaultRetention: {mode: GOVERNANCE, days: null, years: 1}}"));
        converge(Wish.changed(locked, "objectLock: {defaultRetention: null}"));
    }

    @Test
    void a_bucket_is_created_with_its_settings_and_without_a_question() {
        name = newName();
        calls.clear();
        adapter.create(target(Wish.changed(minimal(), """
                versioning: Enabled
                objectOwnership: ObjectWriter
                objectLock: {enabled: true}
                encryption: {algorithm: AES256}
                lifecycleRules: [{id: x, status: Enabled, expiration: {days: 1}}]""")));
        assertThat(calls.list())
                .containsSubsequence("CreateBucket OK", "PutBucketEncryption OK", "PutBucketLifecycleConfiguration OK")
                .noneMatch(call -> call.startsWith("Get"))
                .noneMatch(call -> call.startsWith("PutBucketVersioning"))
                .noneMatch(call -> call.startsWith("PutBucketOwnership"));
    }

    @Test
    void a_bucket_whose_settings_were_cut_off_is_completed_by_the_next_observation() {
        var impossible = Wish.changed(COMPLETE, "logging: {targetBucket: conformance-nobody-has-it}");
        name = newName();
        assertThatThrownBy(() -> adapter.create(target(impossible))).isInstanceOf(CloudException.class);
        converge(COMPLETE);
    }

    @Test
    void a_bucket_without_versioning_is_not_asked_what_it_replicates() {
        createAs(minimal());
        calls.clear();
        read(minimal());
        assertThat(calls.list())
                .as("one call for each setting that an unset field would mean to be absent or that guards it")
                .hasSize(11)
                .noneMatch(call -> call.startsWith("GetBucketReplication"));
    }

    @Test
    void a_bucket_that_holds_objects_is_not_deleted_and_the_message_says_what_to_do() {
        createAs(minimal());
        session.s3(REGION)
                .call("PutObject", s3 -> s3.putObject(r -> r.bucket(name).key("kept"), RequestBody.fromString("data")));
        assertThatThrownBy(() -> adapter.delete(target(minimal()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("never empties").hasMessageContaining("managementPolicies");
        });
        assertThat(adapter.read(target(minimal()))).isPresent();
        session.s3(REGION)
                .call("DeleteObject", s3 -> s3.deleteObject(r -> r.bucket(name).key("kept")));
    }

    @Test
    void outputs_name_the_bucket() {
        createAs(minimal());
        assertThat(read(minimal()).outputs())
                .isEqualTo(new Outputs(name, "arn:aws:s3:::" + name, name + ".s3.eu-west-1.amazonaws.com"));
    }
}
