package dev.sluice.sync;

import dev.sluice.api.Sluice;
import dev.sluice.api.Sync;
import java.util.Optional;
import java.util.regex.Pattern;

/** The label by which an object says which Sync applied it: {@code namespace.name}, cut to what a label may hold. */
final class SyncLabel {
    private static final int LONGEST = 63;
    private static final int KEPT = 50;
    private static final Pattern CUT = Pattern.compile(".{%d}-[0-9a-f]{1,8}".formatted(KEPT));

    private SyncLabel() {}

    static String of(Sync sync) {
        var meta = sync.getMetadata();
        var label = meta.getNamespace() + "." + meta.getName();
        return label.length() <= LONGEST
                ? label
                : label.substring(0, KEPT) + "-" + Integer.toHexString(label.hashCode() & 0x7fffffff);
    }

    /** The Sync that a label names; empty where the label was cut, or is none of ours. */
    static Optional<ObjectId> named(String label) {
        // A namespace has no dots.
        var dot = label.indexOf('.');
        return dot <= 0 || CUT.matcher(label).matches()
                ? Optional.empty()
                : Optional.of(new ObjectId(Sluice.GROUP, "Sync", label.substring(0, dot), label.substring(dot + 1)));
    }
}
