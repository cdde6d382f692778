package dev.sluice.api.managed;

/** What is done about a change that somebody made in the cloud. In every mode it is recorded. */
public enum DriftMode {
    /** It is put back, if policy admits that. */
    Correct,
    /** It stays as found. */
    Detect,
    /** It is put back once the plan is approved. */
    CorrectAfterApproval
}
