package dev.sluice.provider.aws.dynamodb;

import static dev.sluice.provider.Kind.Identity.DETERMINISTIC;

import dev.sluice.provider.Kind;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;

/** The kinds of DynamoDB. */
public final class DynamoDbKinds {
    private DynamoDbKinds() {}

    public static List<Kind<?, ?, ?, AwsSession>> all() {
        return List.of(Kind.of(Table.class, DETERMINISTIC, new TableAdapter()));
    }
}
