package dev.sluice.provider.aws.ecr;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of ECR. */
public final class EcrKinds {
    private EcrKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(Kind.of(Repository.class, DETERMINISTIC, new RepositoryAdapter()));
    }
}
