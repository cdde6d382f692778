package dev.sluice.managed;

import dev.sluice.api.FieldChange;
import java.util.List;

/** What has to be done in the cloud. */
sealed interface Plan {

    /** Field by field, from what is to what is wanted. */
    List<FieldChange> diff();

    /** The cloud is as wanted. */
    record None() implements Plan {
        @Override
        public List<FieldChange> diff() {
            return List.of();
        }
    }

    record Create(List<FieldChange> diff) implements Plan {}

    /** The diff is empty where only the owner's tag is missing. */
    record Update(List<FieldChange> diff) implements Plan {
        /** The fields that somebody changed in the cloud. */
        List<FieldChange> drift() {
            return diff.stream()
                    .filter(f -> f.reason() == FieldChange.Reason.DRIFT)
                    .toList();
        }
    }

    /** Something differs that cannot be changed in place. Never carried out on its own. */
    record ReplaceRequired(List<FieldChange> diff) implements Plan {}

    record Delete(List<FieldChange> diff) implements Plan {}

    /** The name that status shows. */
    default String action() {
        return switch (this) {
            case None p -> "None";
            case Create p -> "Create";
            case Update p -> "Update";
            case ReplaceRequired p -> "ReplaceRequired";
            case Delete p -> "Delete";
        };
    }
}
