package dev.sluice.managed;

import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.BatchReader;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.client.AwsSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A kind's own adapter, whose changes are counted, and around each of which the process can be killed. */
final class WatchedAdapter<P extends Record, O extends Record> implements Adapter<P, O, AwsSession> {
    private final Adapter<P, O, AwsSession> adapter;
    private final Crashes crashes;

    /** Calls that had an effect. */
    int created;

    int updated;
    int deleted;

    WatchedAdapter(Adapter<P, O, AwsSession> adapter, Crashes crashes) {
        this.adapter = adapter;
        this.crashes = crashes;
    }

    int mutations() {
        return created + updated + deleted;
    }

    @Override
    public boolean carriesOwnerTag() {
        return adapter.carriesOwnerTag();
    }

    @Override
    public String region(P desired, AwsSession session) {
        return adapter.region(desired, session);
    }

    /** What was made by hand has an empty owner's tag here, where in life it would have none. */
    @Override
    public Optional<Observed<P, O>> read(Target<P, AwsSession> target) {
        return adapter.read(target)
                .map(o -> "".equals(o.ownerUid())
                        ? new Observed<>(o.parameters(), o.outputs(), null, o.state(), o.stateMessage(), o.actor())
                        : o);
    }

    @Override
    public Optional<BatchReader<P, O, AwsSession>> batches() {
        return adapter.batches();
    }

    @Override
    public String create(Target<P, AwsSession> target) {
        return crashes.around("create", () -> {
            var name = adapter.create(target);
            created++;
            return name;
        });
    }

    @Override
    public List<String> find(Target<P, AwsSession> target, Map<String, String> tags) {
        return adapter.find(target, tags);
    }

    @Override
    public void update(Target<P, AwsSession> target, Observed<P, O> observed, List<FieldChange> diff) {
        around("update", () -> {
            adapter.update(target, observed, diff);
            return ++updated;
        });
    }

    @Override
    public Map<String, String> connection(Target<P, AwsSession> target, Observed<P, O> observed) {
        return adapter.connection(target, observed);
    }

    @Override
    public void delete(Target<P, AwsSession> target) {
        around("delete", () -> {
            adapter.delete(target);
            return ++deleted;
        });
    }

    private void around(String what, Supplier<Integer> effect) {
        var unused = crashes.around(what, effect);
    }
}
