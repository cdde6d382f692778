package dev.sluice.sync;

import dev.sluice.api.Sync.FileError;
import dev.sluice.manifest.Manifest;
import dev.sluice.manifest.ManifestParser;
import dev.sluice.manifest.RegoFiles;
import dev.sluice.source.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.jspecify.annotations.Nullable;

/** What the files of a snapshot say: manifests, and files that cannot be read. */
record Rendered(boolean pathFound, List<Manifest> manifests, List<FileError> errors) {

    /**
     * Listings by folder, and parsed files by blob: between commits only the difference of the trees is walked, and only a
     * file that changed is parsed. Bounded by what it holds.
     */
    static final class Cache {
        private static final int MAX_HELD = 2000;
        private static final int MAX_LISTINGS = 32;
        private static final int MAX_LISTED = 20_000;
        private final Map<String, ManifestParser.Parsed> byBlob = new LinkedHashMap<>(64, 0.75f, true);
        private int held;
        private final Map<String, Snapshot.Listing> listings = new LinkedHashMap<>(16, 0.75f, true);

        /** The files of a folder, made from its listing at an earlier commit where there is one. */
        synchronized Snapshot.Listing listing(Snapshot snapshot, String folder) throws IOException {
            var key = snapshot.repository() + " " + folder;
            var listing = snapshot.list(folder, listings.get(key));
            if (listing.files().size() <= MAX_LISTED) {
                listings.put(key, listing);
            } else {
                listings.remove(key);
            }
            if (listings.size() > MAX_LISTINGS) {
                listings.remove(listings.keySet().iterator().next());
            }
            return listing;
        }

        synchronized ManifestParser.Parsed get(Snapshot snapshot, Snapshot.File file) throws IOException {
            var key = file.blob().name() + " " + file.path();
            var known = byBlob.get(key);
            if (known != null) {
                return known;
            }
            ManifestParser.Parsed parsed;
            try {
                parsed = parse(snapshot, file);
            } catch (MissingObjectException e) {
                // Not remembered: the content comes back with the next fetch.
                return failed(file, "the file's content is missing from the local copy; it is fetched anew");
            }
            byBlob.put(key, parsed);
            held += weight(parsed);
            var oldest = byBlob.entrySet().iterator();
            while (held > MAX_HELD && oldest.hasNext()) {
                held -= weight(oldest.next().getValue());
                oldest.remove();
            }
            return parsed;
        }

        synchronized int size() {
            return byBlob.size();
        }

        /** A file without manifests, because it is broken or empty, takes a place too. */
        private static int weight(ManifestParser.Parsed parsed) {
            return Math.max(1, parsed.manifests().size());
        }
    }

    static Rendered of(Snapshot snapshot, String folder, Cache cache) throws IOException {
        var listing = cache.listing(snapshot, folder);
        var manifests = new ArrayList<Manifest>();
        var errors = new ArrayList<>(listing.errors());
        var beside = new HashMap<String, Snapshot.File>();
        listing.files().forEach(file -> beside.put(file.path(), file));
        for (var file : listing.files()) {
            if (ManifestParser.reads(file.path())) {
                var parsed = cache.get(snapshot, file);
                errors.addAll(parsed.errors());
                for (var manifest : parsed.manifests()) {
                    var inlined = RegoFiles.inline(manifest, path -> read(snapshot, beside.get(path)));
                    errors.addAll(inlined.errors());
                    if (inlined.errors().isEmpty()) {
                        manifests.add(inlined.manifest());
                    }
                }
            }
        }
        return new Rendered(listing.found(), manifests, errors);
    }

    /** A file beside the manifests, of this commit and of this Sync's folder; what is too large is not read. */
    private static Optional<byte[]> read(Snapshot snapshot, Snapshot.@Nullable File file) throws IOException {
        if (file == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(snapshot.read(file, RegoFiles.MAX_FILE));
        } catch (LargeObjectException e) {
            return Optional.of(new byte[RegoFiles.MAX_FILE + 1]);
        }
    }

    private static ManifestParser.Parsed parse(Snapshot snapshot, Snapshot.File file) throws IOException {
        try {
            return ManifestParser.parse(file.path(), snapshot.read(file, ManifestParser.MAX_FILE));
        } catch (LargeObjectException e) {
            return failed(file, "the file is larger than %d bytes; split it".formatted(ManifestParser.MAX_FILE));
        }
    }

    private static ManifestParser.Parsed failed(Snapshot.File file, String message) {
        return new ManifestParser.Parsed(List.of(), List.of(new FileError(file.path(), null, message)));
    }

    /** Objects by identity; one that stands in two places is an error naming both, and left out. */
    static Map<ObjectId, Desired> unique(List<Desired> desired, List<FileError> errors) {
        var unique = new LinkedHashMap<ObjectId, Desired>();
        var twice = new HashMap<ObjectId, Desired>();
        for (var one : desired) {
            var other = unique.putIfAbsent(one.id(), one);
            if (other != null) {
                twice.put(one.id(), other);
                errors.add(new FileError(
                        one.manifest().path(),
                        one.manifest().line(),
                        "%s stands in %s too; remove one of them, until then neither is applied"
                                .formatted(one.id().display(), other.manifest().place())));
            }
        }
        unique.keySet().removeAll(twice.keySet());
        return unique;
    }
}
