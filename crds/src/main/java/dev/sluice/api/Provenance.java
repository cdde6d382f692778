package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a desired state comes from: the commit, the file and the author. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        @JsonPropertyDescription("URL of the Git repository, without credentials.")
        String repository,

        @JsonPropertyDescription(
                "Commit (40 hexadecimal digits) that last changed the file, as far as history was read; else the commit that was synced.")
        String revision,

        @JsonPropertyDescription("Path of the file in the repository.")
        String path,

        @JsonPropertyDescription("Line at which the object's document starts, from 1.") @Nullable
        Integer line,

        @JsonPropertyDescription("Author of that commit, as name <email>.") @Nullable
        String author,

        @JsonPropertyDescription("True when the commit's signature was verified.") @Nullable
        Boolean verified) {

    /** Reads what a Sync has written on an object; empty when the object does not come from Git. */
    public static Optional<Provenance> of(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        if (annotations == null) {
            return Optional.empty();
        }
        var repository = annotations.get(Sluice.SOURCE_REPOSITORY);
        var revision = annotations.get(Sluice.SOURCE_REVISION);
        var path = annotations.get(Sluice.SOURCE_PATH);
        if (repository == null || revision == null || path == null) {
            return Optional.empty();
        }
        return Optional.of(new Provenance(
                repository,
                revision,
                path,
                line(annotations.get(Sluice.SOURCE_LINE)),
                annotations.get(Sluice.SOURCE_AUTHOR),
                null));
    }

    private static @Nullable Integer line(@Nullable String text) {
        return text != null && text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : null;
    }
}
