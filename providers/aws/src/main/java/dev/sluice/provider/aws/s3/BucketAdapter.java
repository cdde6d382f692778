package dev.sluice.provider.aws.s3;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Changed;
import dev.sluice.provider.aws.client.Details;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.s3.Bucket.Outputs;
import dev.sluice.provider.aws.s3.Bucket.Parameters;
import dev.sluice.provider.aws.s3.Bucket.PublicAccessBlock;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;

/** Maps a bucket to S3, whose every setting is a call of its own. */
final class BucketAdapter implements Adapter<Parameters, Outputs, AwsSession> {
    /** The one region whose name S3 does not accept as a location. */
    private static final String NAMELESS_REGION = "us-east-1";

    @Override
    public String region(Parameters desired, AwsSession session) {
        return desired.region();
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, AwsSession> target) {
        var s3 = s3(target);
        var name = target.externalName();
        // The answer also says whether there is a bucket: a missing one and a missing set of tags are told apart.
        return tags(s3, name, target.region())
                .map(tags -> Observed.available(
                        parameters(s3, name, target.desired(), tags),
                        outputs(name, target.region()),
                        Tags.owner(tags)));
    }

    /**
     * All that somebody could have changed, whether it is wished for or not: a replication or a notification that nobody
     * wished for is the drift that matters most. The last three are left as they are when nobody wishes for them, and so
     * not asked for.
     */
    private static Parameters parameters(Api<S3Client> s3, String name, Parameters desired, Map<String, String> tags) {
        var versioning = Settings.versioning(s3, name);
        return new Parameters(
                desired.region(),
                versioning,
                Settings.encryption(s3, name),
                Settings.publicAccessBlock(s3, name),
                Settings.ownership(s3, name),
                Settings.policy(s3, name),
                Lifecycle.read(s3, name),
                Cors.read(s3, name),
                Logging.read(s3, name),
                NotificationSettings.read(s3, name, desired.notifications()),
                // S3 replicates nothing of a bucket without versioning, and does not let versioning end before.
                "Enabled".equals(versioning) ? ReplicationSettings.read(s3, name, desired.replication()) : null,
                WebsiteSettings.read(s3, name),
                desired.objectLock() == null ? null : ObjectLock.read(s3, name),
                desired.transferAcceleration() == null
                        ? null
                        : Settings.acceleration(s3, name, desired.transferAcceleration()),
                desired.requestPayer() == null ? null : Settings.payer(s3, name, desired.requestPayer()),
                Tags.parameter(tags));
    }

    /** Empty when there is no bucket. */
    private static Optional<Map<String, String>> tags(Api<S3Client> s3, String name, String region) {
        try {
            var answer = s3.call("GetBucketTagging", c -> c.getBucketTagging(r -> r.bucket(name)));
            if (!answer.hasTagSet()) {
                throw s3.incomplete("GetBucketTagging");
            }
            return Optional.of(BucketTags.map(answer.tagSet()));
        } catch (CloudException failure) {
            return switch (failure.code()) {
                case "NoSuchTagSet" -> Optional.of(Map.of());
                case "NoSuchBucket" -> Optional.empty();
                case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                    throw Api.reworded(
                            failure,
                            new CloudError.Conflict(
                                    "a bucket of this name exists in another region than %s; choose another name, or the region it is in"
                                            .formatted(region)));
                default -> throw failure;
            };
        }
    }

    /**
     * The bucket and then its settings, each a call: a new bucket is known to have none, so that the round of questions
     * that would find this out is saved. Whatever stops it half way, the next observation finds the bucket and the rest.
     */
    @Override
    public String create(Target<Parameters, AwsSession> target) {
        var desired = target.desired();
        // An emulator may forget the tags; then the first update finds no owner and writes them.
        var configuration = CreateBucketConfiguration.builder()
                .tags(BucketTags.list(Tags.wanted(desired.tags(), target.ownerUid())));
        if (!target.region().equals(NAMELESS_REGION)) {
            configuration.locationConstraint(target.region());
        }
        var lock = desired.objectLock() == null ? null : new ObjectLock(true, null);
        s3(target)
                .call(
                        "CreateBucket",
                        c -> c.createBucket(r -> r.bucket(target.externalName())
                                .objectOwnership(desired.objectOwnership())
                                .objectLockEnabledForBucket(lock == null ? null : true)
                                .createBucketConfiguration(configuration.build())));
        BucketChanges.complete(s3(target), target.externalName(), desired, made(desired, lock));
        return target.externalName();
    }

    /**
     * What the create call says of the settings, what follows from it, as versioning does from object lock, and AWS's
     * default for guards that an object leaves open: they must not be opened by telling the others.
     */
    private static Parameters made(Parameters desired, @Nullable ObjectLock lock) {
        return new Parameters(
                desired.region(),
                lock == null ? null : "Enabled",
                null,
                new PublicAccessBlock(true, true, true, true),
                desired.objectOwnership(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                lock,
                null,
                null,
                desired.tags());
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var changed = new Changed(diff);
        if (observed.ownerUid() == null || changed.touches("tags")) {
            // The call replaces the whole set, so the owner's tag is part of it.
            var tags = BucketTags.list(Tags.wanted(target.desired().tags(), target.ownerUid()));
            s3(target)
                    .call(
                            "PutBucketTagging",
                            c -> c.putBucketTagging(
                                    r -> r.bucket(target.externalName()).tagging(t -> t.tagSet(tags))));
        }
        BucketChanges.write(s3(target), target.externalName(), target.desired(), observed.parameters(), changed);
    }

    @Override
    public Map<String, String> connection(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed) {
        var endpoint = target.session()
                .endpoint("s3")
                .map(URI::toString)
                .orElseGet(() -> "https://s3.%s.%s".formatted(target.region(), Regions.domain(target.region())));
        return new Details()
                .with("name", target.externalName())
                .with("region", target.region())
                .with("endpoint", endpoint)
                .map();
    }

    @Override
    public void delete(Target<Parameters, AwsSession> target) {
        try {
            s3(target).find("DeleteBucket", c -> c.deleteBucket(r -> r.bucket(target.externalName())));
        } catch (CloudException failure) {
            if (failure.code().equals("BucketNotEmpty")) {
                throw Api.reworded(
                        failure,
                        new CloudError.Conflict(
                                "the bucket still holds objects or versions of objects, and Sluice never empties a bucket; remove them, or leave Delete out of spec.managementPolicies to keep the bucket"));
            }
            throw failure;
        }
    }

    private static Api<S3Client> s3(Target<Parameters, AwsSession> target) {
        return target.session().s3(target.region());
    }

    private static Outputs outputs(String name, String region) {
        return new Outputs(
                name,
                "arn:%s:s3:::%s".formatted(Regions.partition(region), name),
                "%s.s3.%s.%s".formatted(name, region, Regions.domain(region)));
    }
}
