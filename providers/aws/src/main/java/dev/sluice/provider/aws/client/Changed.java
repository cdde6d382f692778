package dev.sluice.provider.aws.client;

import dev.sluice.api.FieldChange;
import java.util.List;

/** Which parameters a diff touches, for adapters that change groups of them with one call. */
public record Changed(List<FieldChange> diff) {

    /** True where the field, or something inside it, differs: {@code encryption} for {@code encryption.algorithm}. */
    public boolean touches(String field) {
        return diff.stream().map(FieldChange::path).anyMatch(path -> path.startsWith(field) && endsAt(path, field));
    }

    private static boolean endsAt(String path, String field) {
        if (path.length() == field.length()) {
            return true;
        }
        char next = path.charAt(field.length());
        return next == '.' || next == '[';
    }
}
