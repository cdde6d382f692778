package dev.sluice.provider.aws.s3;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of S3. */
public final class S3Kinds {
    private S3Kinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(Kind.of(Bucket.class, DETERMINISTIC, new BucketAdapter()));
    }
}
