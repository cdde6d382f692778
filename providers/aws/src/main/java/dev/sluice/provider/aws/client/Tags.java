package dev.sluice.provider.aws.client;

import dev.sluice.api.Sluice;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a resource. Besides those a user wishes for it carries the owner's tag, by which it is known as ours, and
 * those that AWS adds; neither is a parameter.
 */
public final class Tags {
    /** A CEL rule for a parameter: the tags that a user may set. */
    public static final String RULE = "self.all(key, !key.startsWith('aws:') && key != '" + Sluice.OWNER_TAG + "')";

    public static final String RULE_MESSAGE =
            "tags that begin with aws: belong to AWS, and " + Sluice.OWNER_TAG + " belongs to Sluice";

    private Tags() {}

    /** The tag by which an owner's resource is found. */
    public static Map<String, String> ofOwner(String uid) {
        return Map.of(Sluice.OWNER_TAG, uid);
    }

    /** The tags a resource of this owner should carry, in order. */
    public static Map<String, String> wanted(@Nullable Map<String, String> parameter, String ownerUid) {
        var tags = new TreeMap<String, String>();
        if (parameter != null) {
            tags.putAll(parameter);
        }
        tags.put(Sluice.OWNER_TAG, ownerUid);
        return tags;
    }

    /** What of the observed tags is a parameter; null when nothing is. */
    public static @Nullable Map<String, String> parameter(Map<String, String> observed) {
        var tags = new TreeMap<String, String>();
        observed.forEach((key, value) -> {
            if (!key.startsWith("aws:") && !key.equals(Sluice.OWNER_TAG)) {
                tags.put(key, value);
            }
        });
        return tags.isEmpty() ? null : tags;
    }

    public static @Nullable String owner(Map<String, String> observed) {
        return observed.get(Sluice.OWNER_TAG);
    }

    /** What to change of a resource's tags. {@code tags} is the parameter that holds them. */
    public static <P extends Record> Edit edit(
            Target<P, ?> target, Observed<P, ?> observed, Function<P, @Nullable Map<String, String>> tags) {
        return Edit.of(
                tags.apply(target.desired()),
                tags.apply(observed.parameters()),
                observed.ownerUid(),
                target.ownerUid());
    }

    /** What to write and what to remove, for services that change tags one by one. */
    public record Edit(Map<String, String> put, Set<String> remove) {

        public static Edit of(
                @Nullable Map<String, String> desired,
                @Nullable Map<String, String> observed,
                @Nullable String observedOwner,
                String ownerUid) {
            var before = observed == null ? Map.<String, String>of() : observed;
            var put = new TreeMap<>(wanted(desired, ownerUid));
            var remove = new TreeSet<>(before.keySet());
            remove.removeAll(put.keySet());
            put.entrySet().removeIf(tag -> tag.getValue().equals(before.get(tag.getKey())));
            if (ownerUid.equals(observedOwner)) {
                put.remove(Sluice.OWNER_TAG);
            }
            return new Edit(put, remove);
        }

        /** Writes and removes, each where there is something to: services refuse an empty list. */
        public void apply(Consumer<Map<String, String>> write, Consumer<Set<String>> erase) {
            if (!put.isEmpty()) {
                write.accept(put);
            }
            if (!remove.isEmpty()) {
                erase.accept(remove);
            }
        }
    }
}
