package dev.sluice.e2e.git;

/**
 * One ref that a push changed.
 *
 * @param before commit before, forty zeros for a new ref
 * @param after commit after, forty zeros for a deleted ref
 * @param forced true when the new commit does not descend from the old one
 */
public record Push(String ref, String before, String after, boolean forced) {}
