package dev.sluice.provider;

import dev.sluice.api.FieldChange;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps a kind to the cloud's API: mapping only. No policy, no retries, no status, no diff, no waiting; the kernel does
 * those once for every kind.
 *
 * <p>Every method throws {@link CloudException} and nothing else for what the cloud answers. Calls block; they run on
 * virtual threads and must not hold a monitor meanwhile.
 *
 * @param <P> parameters
 * @param <O> outputs
 * @param <S> session
 */
public interface Adapter<P extends Record, O extends Record, S extends Session> {

    /**
     * False where the cloud has no place for the owner's tag, as on an attachment or a policy of something else. Such a
     * resource is ours by our own record of having created it, and {@link Observed#ownerUid} is null for it.
     */
    default boolean carriesOwnerTag() {
        return true;
    }

    /** Where the resource lives, for example {@code eu-west-1}; {@code global} for services without regions. */
    String region(P desired, S session);

    /**
     * What the cloud holds, in the same shape as the parameters, so that the generic diff can compare them. A parameter
     * that the cloud does not report is null; tags that Sluice or the cloud itself adds are left out.
     *
     * @return empty when the resource does not exist
     */
    Optional<Observed<P, O>> read(Target<P, S> target);

    /** How many resources are read at once; empty where the API describes one at a time. */
    default Optional<BatchReader<P, O, S>> batches() {
        return Optional.empty();
    }

    /**
     * Creates the resource as complete as one call allows, with the owner's tag where the call takes tags. What the
     * create call cannot say, {@link #update} adds: the kernel observes again and plans the rest. Further calls are right
     * only where they save a costly observation and each of them may be cut off.
     *
     * @return the name by which {@link #read} finds the resource; the target's own unless the cloud chooses it
     */
    String create(Target<P, S> target);

    /**
     * The names of the resources that carry all of these tags, those under deletion left out. Asked for where the cloud
     * chooses names ({@link Kind.Identity#TAGGED}) and none is known yet: by the owner's tag, or by those that say which
     * resource is to be adopted.
     *
     * @param tags at least one
     */
    default List<String> find(Target<P, S> target, Map<String, String> tags) {
        throw new UnsupportedOperationException("this kind's names are not chosen by the cloud");
    }

    /**
     * Brings the resource from what was observed to what is desired, in as few calls as the API allows.
     *
     * @param diff what differs; never contains an immutable field
     */
    void update(Target<P, S> target, Observed<P, O> observed, List<FieldChange> diff);

    /**
     * What whoever uses the resource has to know, by the names of the kind's {@link
     * dev.sluice.api.managed.ConnectionKey}s: from what was observed, and the secrets that are wished for. What is not
     * known is left out; empty where there is nothing to publish yet.
     */
    default Map<String, String> connection(Target<P, S> target, Observed<P, O> observed) {
        return Map.of();
    }

    /** Starts the deletion. A resource that is already gone is success. */
    void delete(Target<P, S> target);
}
