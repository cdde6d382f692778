package dev.sluice.provider.aws.rds;

import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import software.amazon.awssdk.services.rds.RdsClient;

/**
 * Describes many resources of RDS.
 *
 * @param list the call, with its pages; may list more than was asked for
 * @param name of an item
 * @param observed an item as the adapter's read would say it
 * @param describesAll false where {@code observed} makes further calls
 */
record RdsBatches<P extends Record, O extends Record, T>(
        String operation,
        BiFunction<RdsClient, Set<String>, ? extends Iterable<T>> list,
        Function<T, String> name,
        BiFunction<Target<P, AwsSession>, T, Observed<P, O>> observed,
        boolean describesAll)
        implements BatchReader<P, O, AwsSession> {
    /** As many as a page holds. */
    private static final int LIMIT = 100;

    /** Ends a listing that goes in circles. */
    private static final int MAX_ITEMS = 10_000;

    @Override
    public int limit() {
        return LIMIT;
    }

    @Override
    public Batch<P, O, AwsSession> read(AwsSession session, String region, Set<String> names) {
        var rds = session.rds(region);
        var found = rds.call(operation, c -> {
            var listed = new HashMap<String, T>();
            int items = 0;
            for (var item : list.apply(c, names)) {
                if (++items > MAX_ITEMS) {
                    throw rds.incomplete(operation);
                }
                if (names.contains(name.apply(item))) {
                    listed.put(name.apply(item), item);
                }
            }
            return listed;
        });
        return target ->
                Optional.ofNullable(found.get(target.externalName())).map(item -> observed.apply(target, item));
    }
}
