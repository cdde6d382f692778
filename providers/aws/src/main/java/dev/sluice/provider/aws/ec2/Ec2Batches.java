package dev.sluice.provider.aws.ec2;

import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.Filter;

/**
 * Describes many resources of EC2 by a filter: naming their ids would fail the whole call as soon as one of them is gone.
 *
 * @param operation for example {@code DescribeSubnets}
 * @param filter the name of the filter by id
 * @param pages the call, with its pages
 * @param items what a page holds
 * @param id of an item
 * @param observed an item as the adapter's read would say it
 * @param describesAll false where {@code observed} makes further calls
 */
record Ec2Batches<P extends Record, O extends Record, R extends Ec2Response, T>(
        String operation,
        String filter,
        BiFunction<Ec2Client, Filter, ? extends Iterable<R>> pages,
        Function<R, java.util.List<T>> items,
        Function<T, String> id,
        BiFunction<Target<P, AwsSession>, T, Optional<Observed<P, O>>> observed,
        boolean describesAll)
        implements BatchReader<P, O, AwsSession> {
    /** As many values as EC2 takes in one filter. */
    private static final int LIMIT = 200;

    Ec2Batches(
            String operation,
            String filter,
            BiFunction<Ec2Client, Filter, ? extends Iterable<R>> pages,
            Function<R, java.util.List<T>> items,
            Function<T, String> id,
            BiFunction<Target<P, AwsSession>, T, Optional<Observed<P, O>>> observed) {
        this(operation, filter, pages, items, id, observed, true);
    }

    @Override
    public int limit() {
        return LIMIT;
    }

    @Override
    public Batch<P, O, AwsSession> read(AwsSession session, String region, Set<String> names) {
        var byId = Filter.builder().name(filter).values(names).build();
        var found = Ec2.listed(session.ec2(region), operation, c -> pages.apply(c, byId), items, id);
        return target ->
                Optional.ofNullable(found.get(target.externalName())).flatMap(item -> observed.apply(target, item));
    }
}
