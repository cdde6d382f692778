package com.example.notes;

import com.example.notes.Note.Outputs;
import com.example.notes.Note.Parameters;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps a note to the server's API, one call each: no retries, no waiting, no diff. */
final class NoteAdapter implements Adapter<Parameters, Outputs, NotesSession> {

    /** A note as the server keeps it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Document(
            String text,
            String author,
            @Nullable String color,
            @Nullable List<String> labels,
            @Nullable String answerTo,
            @Nullable String owner) {}

    @Override
    public String region(Parameters desired, NotesSession session) {
        return "global";
    }

    @Override
    public Optional<Observed<Parameters, Outputs>> read(Target<Parameters, NotesSession> target) {
        var name = target.externalName();
        return target.session()
                .find("GetNote", name, Document.class)
                .map(note -> Observed.available(
                        new Parameters(note.text(), note.author(), note.color(), note.labels(), note.answerTo(), null),
                        new Outputs(target.session().url(name).toString()),
                        note.owner()));
    }

    /** Only where there is none: a note of that name by somebody else is a conflict, and stays as it is. */
    @Override
    public String create(Target<Parameters, NotesSession> target) {
        target.session()
                .create(
                        "CreateNote",
                        target.externalName(),
                        document(target, target.desired().color()));
        return target.externalName();
    }

    @Override
    public void update(
            Target<Parameters, NotesSession> target, Observed<Parameters, Outputs> observed, List<FieldChange> diff) {
        // The server is told the whole note: a color that nobody asked for stays as it is.
        var wanted = target.desired().color();
        var color = wanted == null ? observed.parameters().color() : wanted;
        target.session().replace("ReplaceNote", target.externalName(), document(target, color));
    }

    @Override
    public void delete(Target<Parameters, NotesSession> target) {
        target.session().delete("DeleteNote", target.externalName());
    }

    private static Document document(Target<Parameters, NotesSession> target, @Nullable String color) {
        var desired = target.desired();
        return new Document(
                desired.text(), desired.author(), color, desired.labels(), desired.answerTo(), target.ownerUid());
    }
}
