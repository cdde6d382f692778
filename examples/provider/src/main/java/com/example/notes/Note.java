package com.example.notes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.api.Describes;
import dev.sluice.api.LocalReference;
import dev.sluice.api.field.Immutable;
import dev.sluice.api.field.OneOf;
import dev.sluice.api.field.Reference;
import dev.sluice.api.field.ServerDefaulted;
import dev.sluice.api.field.UnorderedList;
import dev.sluice.api.managed.ManagedResource;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A note: what can be wished for, and what only the server can say. */
@Group("notes.example.com")
@Version("v1alpha1")
@Describes(
        "A note on a server of notes. Its name there is the object's own, or that of the annotation sluice.dev/external-name.")
public class Note extends ManagedResource<Note.Parameters, Note.Outputs> {

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Parameters(
            @Required @Size(min = 1, max = 4096) @JsonPropertyDescription("What the note says.")
            String text,

            @Required
            @Immutable
            @Size(min = 1, max = 64)
            @JsonPropertyDescription("Who signs the note. Cannot be changed.")
            String author,

            @ServerDefaulted
            @OneOf({"yellow", "green", "blue"})
            @JsonPropertyDescription("Color of the paper. The server chooses one when unset.")
            @Nullable
            String color,

            @UnorderedList
            @Size(max = 20)
            @JsonPropertyDescription("Words to find the note by. None when unset.")
            @Nullable
            List<@Size(max = 64) String> labels,

            @Size(max = 1024)
            @JsonPropertyDescription("URL of the note that this one answers. None when unset.")
            @Nullable
            String answerTo,

            @Reference(kind = Note.class, output = "url", to = "answerTo")
            @JsonPropertyDescription("The note that this one answers, as a Note in the same namespace.")
            @Nullable
            LocalReference answerToRef) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Outputs(
            @JsonPropertyDescription("Where the note can be read.")
            String url) {}
}
