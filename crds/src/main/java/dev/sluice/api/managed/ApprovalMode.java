package dev.sluice.api.managed;

/** Whether a person has to agree to a plan before it is carried out. */
public enum ApprovalMode {
    /** What policy admits is carried out. */
    Automatic,
    /** What policy admits waits until the annotation {@code sluice.dev/approved-plan} holds the hash of exactly this plan. */
    Manual
}
