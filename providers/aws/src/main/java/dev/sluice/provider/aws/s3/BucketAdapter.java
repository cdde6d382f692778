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
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.client.Regions;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.s3.Bucket.Outputs;
import dev.sluice.provider.aws.s3.Bucket.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CreateBucketConfiguration;
import software.amazon.awssdk.services.s3.model.Tag;

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
        var tags = tags(s3, name, target.region());
        if (tags.isEmpty()) {
            return Optional.empty();
        }
        var parameters = new Parameters(
                target.region(),
                s3.call(
                                "GetBucketVersioning",
                                c -> Optional.ofNullable(c.getBucketVersioning(r -> r.bucket(name))
                                        .statusAsString()))
                        .orElse(null),
                s3.find("GetBucketEncryption", c -> c.getBucketEncryption(r -> r.bucket(name)))
                        .map(Settings::encryption)
                        .orElse(null),
                s3.find("GetPublicAccessBlock", c -> c.getPublicAccessBlock(r -> r.bucket(name)))
                        .map(Settings::publicAccessBlock)
                        .orElse(null),
                s3.find(
                                "GetBucketPolicy",
                                c -> c.getBucketPolicy(r -> r.bucket(name)).policy())
                        .map(Json::read)
                        .orElse(null),
                Tags.parameter(tags.get()));
        return Optional.of(Observed.available(parameters, outputs(name, target.region()), Tags.owner(tags.get())));
    }

    /** Empty when there is no bucket. */
    private static Optional<Map<String, String>> tags(Api<S3Client> s3, String name, String region) {
        try {
            var answer = s3.call("GetBucketTagging", c -> c.getBucketTagging(r -> r.bucket(name)));
            if (!answer.hasTagSet()) {
                throw s3.incomplete("GetBucketTagging");
            }
            return Optional.of(
                    answer.tagSet().stream().collect(Collectors.toMap(Tag::key, Tag::value, (first, second) -> first)));
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

    @Override
    public String create(Target<Parameters, AwsSession> target) {
        // An emulator may forget the tags; then the first update finds no owner and writes them.
        var configuration = CreateBucketConfiguration.builder()
                .tags(tagSet(Tags.wanted(target.desired().tags(), target.ownerUid())));
        if (!target.region().equals(NAMELESS_REGION)) {
            configuration.locationConstraint(target.region());
        }
        s3(target)
                .call(
                        "CreateBucket",
                        c -> c.createBucket(
                                r -> r.bucket(target.externalName()).createBucketConfiguration(configuration.build())));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, AwsSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        var s3 = s3(target);
        var name = target.externalName();
        var desired = target.desired();
        var changed = new Changed(diff);
        if (observed.ownerUid() == null || changed.touches("tags")) {
            // The call replaces the whole set, so the owner's tag is part of it.
            var tags = tagSet(Tags.wanted(desired.tags(), target.ownerUid()));
            s3.call(
                    "PutBucketTagging",
                    c -> c.putBucketTagging(r -> r.bucket(name).tagging(t -> t.tagSet(tags))));
        }
        if (changed.touches("versioning") && desired.versioning() != null) {
            s3.call(
                    "PutBucketVersioning",
                    c -> c.putBucketVersioning(
                            r -> r.bucket(name).versioningConfiguration(v -> v.status(desired.versioning()))));
        }
        if (changed.touches("encryption") && desired.encryption() != null) {
            var rule = Settings.encryptionRule(
                    desired.encryption(), observed.parameters().encryption());
            s3.call(
                    "PutBucketEncryption",
                    c -> c.putBucketEncryption(
                            r -> r.bucket(name).serverSideEncryptionConfiguration(e -> e.rules(rule))));
        }
        // Before the policy: a policy that is public on purpose is refused while it is blocked.
        if (changed.touches("publicAccessBlock") && desired.publicAccessBlock() != null) {
            var block = Settings.publicAccessBlock(
                    desired.publicAccessBlock(), observed.parameters().publicAccessBlock());
            s3.call(
                    "PutPublicAccessBlock",
                    c -> c.putPublicAccessBlock(r -> r.bucket(name).publicAccessBlockConfiguration(block)));
        }
        if (changed.touches("policy")) {
            policy(s3, name, desired);
        }
    }

    private static void policy(Api<S3Client> s3, String name, Parameters desired) {
        if (desired.policy() == null) {
            s3.call("DeleteBucketPolicy", c -> c.deleteBucketPolicy(r -> r.bucket(name)));
        } else {
            var document = Json.write(desired.policy());
            s3.call(
                    "PutBucketPolicy",
                    c -> c.putBucketPolicy(r -> r.bucket(name).policy(document)));
        }
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
                "arn:%s:s3:::%s".formatted(Regions.partition(region), name),
                "%s.s3.%s.%s".formatted(name, region, Regions.domain(region)));
    }

    private static List<Tag> tagSet(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
